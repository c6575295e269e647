package io.trestle.oracle.recorded;

import io.trestle.oracle.Answer;
import io.trestle.oracle.Comparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the target database answers to a statement, and how much of it follows from the statement.
 * Builds of the target that differ in the order of their rows, and run at different times, tell.
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

  /**
   * Null where the builds disagree in more than the rows.
   *
   * @param answers one of each build
   * @param orders whether the statement asks for an order
   */
  static @Nullable Expected of(List<Answer> answers, boolean orders) {
    Answer first = answers.get(0);
    for (Rows rows : Rows.values()) {
      if ((rows != Rows.ORDERED || orders)
          && answers.stream().allMatch(answer -> differences(first, answer, rows).isEmpty())) {
        return new Expected(first, rows);
      }
    }
    return null;
  }

  List<String> differences(Answer got) {
    return differences(answer, got, rows);
  }

  /** What differs beside the rows and their number. */
  List<String> differencesBesideRows(Answer got) {
    return Comparison.differences(
        List.of(withoutResults(answer)), List.of(withoutResults(got)), true);
  }

  private static List<String> differences(Answer left, Answer right, Rows rows) {
    return rows == Rows.UNDETERMINED
        ? Comparison.differences(List.of(withoutRows(left)), List.of(withoutRows(right)), true)
        : Comparison.differences(List.of(left), List.of(right), rows == Rows.ORDERED);
  }

  private static Answer withoutRows(Answer answer) {
    return with(
        answer,
        answer.results().stream()
            .map(result -> new Answer.Result(List.of(), result.tag()))
            .toList());
  }

  private static Answer withoutResults(Answer answer) {
    return with(
        answer, answer.results().stream().map(result -> new Answer.Result(List.of(), "")).toList());
  }

  private static Answer with(Answer answer, List<Answer.Result> results) {
    return new Answer(
        answer.parameterTypes(),
        answer.descriptions(),
        results,
        answer.failure(),
        answer.notices(),
        answer.status());
  }
}
