package io.trestle.oracle.recorded;

import io.trestle.oracle.Answer;
import io.trestle.oracle.Comparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the target database answers to a statement, and how much of it follows from the statement.
 * Two builds of the target that differ in the order of their rows, and run at different times,
 * tell.
 *
 * @param answer the answer of the first build
 * @param rows how rows are to be compared
 */
record Expected(Answer answer, Rows rows) {

  /** What of the rows is determined. */
  enum Rows {
    ORDERED,
    ANY_ORDER,
    /** Not even which they are: now(), random values, LIMIT without order. */
    UNDETERMINED
  }

  /** Null where the builds disagree in more than the rows. */
  static @Nullable Expected of(Answer first, Answer second, boolean orders) {
    for (Rows rows : Rows.values()) {
      if ((rows != Rows.ORDERED || orders) && differences(first, second, rows).isEmpty()) {
        return new Expected(first, rows);
      }
    }
    return null;
  }

  List<String> differences(Answer got) {
    return differences(answer, got, rows);
  }

  private static List<String> differences(Answer left, Answer right, Rows rows) {
    return rows == Rows.UNDETERMINED
        ? Comparison.differences(List.of(withoutRows(left)), List.of(withoutRows(right)), true)
        : Comparison.differences(List.of(left), List.of(right), rows == Rows.ORDERED);
  }

  private static Answer withoutRows(Answer answer) {
    return new Answer(
        answer.parameterTypes(),
        answer.descriptions(),
        answer.results().stream()
            .map(result -> new Answer.Result(List.of(), result.tag()))
            .toList(),
        answer.failure(),
        answer.notices(),
        answer.status());
  }
}
