package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Pgjdbc.Form;
import org.jspecify.annotations.Nullable;

/**
 * What became of the texts that a connection has treated last. A few, and short ones: for those
 * that a service sends again and again without preparing them.
 */
final class RecentTexts {

  private static final int MAX_TEXTS = 32;
  private static final int MAX_LENGTH = 1_024;

  private record Recent(String sql, Form form, Treated treated) {}

  private final @Nullable Recent[] recent = new Recent[MAX_TEXTS];

  /** What became of a text without generated keys, under the rules of then; null where unknown. */
  @Nullable Treated find(String sql, Form form) {
    Recent found = recent[place(sql)];
    return found != null && found.form() == form && found.sql().equals(sql)
        ? found.treated()
        : null;
  }

  void keep(String sql, Form form, Treated treated) {
    if (sql.length() <= MAX_LENGTH) {
      recent[place(sql)] = new Recent(sql, form, treated);
    }
  }

  private static int place(String sql) {
    int hash = sql.hashCode();
    return (hash ^ hash >>> 16) & (MAX_TEXTS - 1);
  }
}
