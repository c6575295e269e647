package io.trestle.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says in what two answers differ. */
public final class Comparison {

  private Comparison() {}

  /** One line for each aspect that differs; empty where the answers are the same. */
  public static List<String> differences(List<Answer> expected, List<Answer> got, boolean ordered) {
    List<String> differences = new ArrayList<>();
    for (int round = 0; round < Math.max(expected.size(), got.size()); round++) {
      if (round >= expected.size() || round >= got.size()) {
        note(differences, "rounds of messages", expected.size(), got.size());
        break;
      }
      compare(expected.get(round), got.get(round), ordered, differences);
    }
    return differences;
  }

  private static void compare(
      Answer expected, Answer got, boolean ordered, List<String> differences) {
    if (!same(expected.failure(), got.failure())) {
      note(differences, "error", expected.failure(), got.failure());
    }
    if (!Objects.equals(expected.parameterTypes(), got.parameterTypes())) {
      note(differences, "parameter types", expected.parameterTypes(), got.parameterTypes());
    }
    if (!sameDescriptions(expected, got)) {
      note(differences, "columns", expected.descriptions(), got.descriptions());
    }
    compareResults(expected.results(), got.results(), ordered, differences);
    if (!expected.notices().equals(got.notices())) {
      note(differences, "notices", expected.notices(), got.notices());
    }
    if (expected.status() != got.status()) {
      note(differences, "transaction status", expected.status(), got.status());
    }
  }

  /**
   * Where both failed, the one may have got further before it did: whether a constant is folded
   * into an error when a statement is planned or when it runs is not part of an answer.
   */
  private static boolean sameDescriptions(Answer expected, Answer got) {
    List<List<Answer.Column>> left = expected.descriptions();
    List<List<Answer.Column>> right = got.descriptions();
    if (expected.failure() == null || got.failure() == null) {
      return left.equals(right);
    }
    int common = Math.min(left.size(), right.size());
    return left.subList(0, common).equals(right.subList(0, common));
  }

  private static void compareResults(
      List<Answer.Result> expected,
      List<Answer.Result> got,
      boolean ordered,
      List<String> differences) {
    if (expected.size() != got.size()) {
      note(differences, "results", expected, got);
      return;
    }
    for (int index = 0; index < expected.size(); index++) {
      Answer.Result left = expected.get(index);
      Answer.Result right = got.get(index);
      if (!left.tag().equals(right.tag())) {
        note(differences, "command tag", left.tag(), right.tag());
      }
      if (!sameRows(left.rows(), right.rows(), ordered)) {
        note(differences, ordered ? "rows (ordered)" : "rows", left.rows(), right.rows());
      }
    }
  }

  static boolean sameRows(List<List<String>> left, List<List<String>> right, boolean ordered) {
    return ordered ? left.equals(right) : counted(left).equals(counted(right));
  }

  private static Map<List<String>, Integer> counted(List<List<String>> rows) {
    Map<List<String>, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row, 1, Integer::sum));
    return counts;
  }

  private static boolean same(Answer.@Nullable Failure expected, Answer.@Nullable Failure got) {
    return expected == null ? got == null : expected.same(got);
  }

  private static void note(
      List<String> differences, String what, @Nullable Object expected, @Nullable Object got) {
    differences.add(what + "\n        expected " + expected + "\n        got      " + got);
  }
}
