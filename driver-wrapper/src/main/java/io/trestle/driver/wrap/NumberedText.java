package io.trestle.driver.wrap;

import java.util.List;
import org.postgresql.core.NativeQuery;

/**
 * A text of one or several statements as the driver sends it, its placeholders numbered throughout.
 *
 * @param sql separated by semicolons
 * @param statements how many the driver cuts it into
 * @param parameters how many they have together
 */
record NumberedText(String sql, int statements, int parameters) {

  /**
   * @param statements in each of them the driver begins to number anew
   */
  static NumberedText of(List<NativeQuery> statements) {
    if (statements.size() == 1) {
      NativeQuery only = statements.get(0);
      return new NumberedText(only.nativeSql, 1, only.bindPositions.length);
    }
    StringBuilder sql = new StringBuilder();
    int before = 0;
    for (NativeQuery statement : statements) {
      sql.append(sql.isEmpty() ? "" : ";");
      int copied = 0;
      for (int i = 0; i < statement.bindPositions.length; i++) {
        int place = statement.bindPositions[i];
        sql.append(statement.nativeSql, copied, place).append('$').append(before + i + 1);
        copied = place + NativeQuery.bindName(i + 1).length();
      }
      sql.append(statement.nativeSql, copied, statement.nativeSql.length());
      before += statement.bindPositions.length;
    }
    return new NumberedText(sql.toString(), statements.size(), before);
  }
}
