package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What holds of every treatment: it is the same each time, no character outside the edited spans
 * changes, and a rewritten text treated again is changed inside those spans only.
 *
 * <p>Inside them it may be: in {@code readable} what stands for C names C. In {@code absent}
 * nothing does, so that a text treated once is not changed again. It may be refused: a field of a
 * row, {@code (t).c}, is known to be the column's only of the table, not of what stands in for it.
 */
final class TextOutside {

  private TextOutside() {}

  /**
   * Checks a statement.
   *
   * @param absent whether the column does not exist, so that no rewritten text may name it
   * @return whether it was rewritten
   */
  static boolean check(Treatment treatment, String sql, boolean absent) {
    Outcome outcome = treatment.treat(sql, Shop.session());
    assertThat(treatment.treat(sql, Shop.session())).as("again: %s", sql).isEqualTo(outcome);
    if (!(outcome instanceof Outcome.Rewritten rewritten)) {
      return false;
    }
    List<int[]> put = requireSameOutside(sql, rewritten);
    Outcome again = treatment.treat(rewritten.sql(), Shop.session());
    if (absent) {
      assertThat(again)
          .as("the rewritten text of %s, once more: %s", sql, rewritten.sql())
          .isNotInstanceOf(Outcome.Rewritten.class);
    } else if (again instanceof Outcome.Rewritten twice) {
      for (EditMap.Edit edit : twice.edits().edits()) {
        assertThat(put)
            .as("something left at %s in %s, from %s", edit, rewritten.sql(), sql)
            .anyMatch(
                span -> span[0] <= edit.offset() && edit.offset() + edit.oldLength() <= span[1]);
      }
    }
    return true;
  }

  /** Compares what is not edited; gives the spans that were put in, in the rewritten text. */
  private static List<int[]> requireSameOutside(String sql, Outcome.Rewritten rewritten) {
    int[] before = sql.codePoints().toArray();
    int[] after = rewritten.sql().codePoints().toArray();
    List<int[]> put = new ArrayList<>();
    int from = 0;
    int to = 0;
    for (EditMap.Edit edit : rewritten.edits().edits()) {
      int kept = edit.offset() - from;
      requireSame(sql, before, from, after, to, kept);
      from += kept + edit.oldLength();
      to += kept + edit.newLength();
      put.add(new int[] {to - edit.newLength(), to});
    }
    assertThat(after.length - to)
        .as("length behind the edits of %s", sql)
        .isEqualTo(before.length - from);
    requireSame(sql, before, from, after, to, before.length - from);
    return put;
  }

  private static void requireSame(
      String sql, int[] before, int from, int[] after, int to, int length) {
    assertThat(new String(after, to, length))
        .as("outside the edits of %s", sql)
        .isEqualTo(new String(before, from, length));
  }
}
