package io.trestle.rewrite;

import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import java.util.Collections;
import java.util.Set;

/**
 * Keeps derived values what they were when a column is changed that they are computed from: in the
 * target the value is stored, and does not follow.
 */
final class FrozenValues {

  private FrozenValues() {}

  /**
   * Has a SET list store V of the old row, where nothing is stored yet, for each derived column
   * that reads an assigned one and is not assigned itself. For sessions that do not know the column
   * too: others do.
   *
   * @param assigned the columns that the list sets
   * @param last the list's last token
   */
  static void add(Analysis analysis, Binding target, Set<String> assigned, int last) {
    if (!target.isRuled()) {
      return;
    }
    for (ActiveRule rule : target.ruledTable().rules()) {
      boolean stored =
          rule.readFlag() == ReadFlag.COALESCE && rule.phase().write() == WriteFlag.FILL;
      boolean changes = !Collections.disjoint(rule.sources(), assigned);
      if (stored && changes && !assigned.contains(rule.column())) {
        String column = Names.quote(rule.column());
        String old = target.text() + "." + column;
        analysis.insertAfter(
            last, ", %s = COALESCE(%s, %s)".formatted(column, old, rule.value(target.text())));
      }
    }
  }
}
