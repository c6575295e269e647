package io.trestle.driver.wrap;

import io.trestle.engine.SqlNotice;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Warnings of ours, before those of the driver. */
final class Warnings {

  private final List<SqlNotice> notices = new ArrayList<>(0);

  void add(List<SqlNotice> more) {
    if (!more.isEmpty()) {
      notices.addAll(more);
    }
  }

  void clear() {
    notices.clear();
  }

  /** Ours, and then the driver's. */
  @Nullable SQLWarning before(@Nullable SQLWarning theirs) {
    SQLWarning first = null;
    for (SqlNotice notice : notices) {
      SQLWarning warning = new SQLWarning(notice.message(), notice.sqlState());
      if (first == null) {
        first = warning;
      } else {
        first.setNextWarning(warning);
      }
    }
    if (first != null && theirs != null) {
      first.setNextWarning(theirs);
    }
    return first == null ? theirs : first;
  }
}
