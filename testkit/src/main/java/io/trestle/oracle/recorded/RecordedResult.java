package io.trestle.oracle.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a replay found. A case is a statement that names the table of the column under migration, in
 * one stage; one column after the other is that column.
 */
public final class RecordedResult {

  private long cases;
  private long undetermined;
  private long failing;
  private long held;
  private long catalogShown;
  private long refused;
  private final Map<String, Cause> causes = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();

  private static final class Cause {
    private long count;
    private final String example;

    Cause(String example) {
      this.example = example;
    }
  }

  /** How many cases were compared, refused or held. */
  public long cases() {
    return cases;
  }

  /** How many of them were writes of a value other than V where the contract holds them. */
  public long held() {
    return held;
  }

  /** How many of them were refused otherwise. */
  public long refused() {
    return refused;
  }

  /** The same in percent. */
  public double refusedPercent() {
    return cases == 0 ? 0 : 100.0 * refused / cases;
  }

  /** How many of them are errors in the target, too. */
  public long failing() {
    return failing;
  }

  /** Every answer that was not the target's, told in full. */
  public List<String> differences() {
    return List.copyOf(differences);
  }

  void compared(Expected expected) {
    cases++;
    if (expected.rows() == Expected.Rows.UNDETERMINED) {
      undetermined++;
    }
    if (expected.answer().failure() != null) {
      failing++;
    }
  }

  void heldWrite() {
    cases++;
    held++;
  }

  /** A question to the catalog, which shows the table as it is; no case. */
  void catalogShown() {
    catalogShown++;
  }

  void refusal(String cause, String example) {
    cases++;
    refused++;
    causes.computeIfAbsent(cause, unseen -> new Cause(example)).count++;
  }

  void difference(String text) {
    differences.add(text);
  }

  void add(RecordedResult other) {
    cases += other.cases;
    undetermined += other.undetermined;
    failing += other.failing;
    held += other.held;
    catalogShown += other.catalogShown;
    refused += other.refused;
    other.causes.forEach(
        (cause, counted) ->
            causes.computeIfAbsent(cause, unseen -> new Cause(counted.example)).count +=
                counted.count);
    differences.addAll(other.differences);
  }

  /** The causes of refusals, with a count and an example each. */
  public String refusals() {
    StringBuilder text = new StringBuilder();
    causes.forEach(
        (cause, counted) ->
            text.append("  refused %6d  %s%n".formatted(counted.count, cause))
                .append("                  e.g. ")
                .append(counted.example)
                .append(System.lineSeparator()));
    return text.toString();
  }

  @Override
  public String toString() {
    return ("%7d cases, %d wrong answers, %d refused (%.2f %%), %d held writes, %d errors of the"
            + " target, %d compared without rows; %d questions to the catalog")
        .formatted(
            cases,
            differences.size(),
            refused,
            refusedPercent(),
            held,
            failing,
            undetermined,
            catalogShown);
  }
}
