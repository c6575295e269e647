package io.trestle.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run of the oracle found. A case counts once for each stage and manner that it ran in. */
public final class OracleResult {

  private long cases;
  private long statements;
  private long equal;
  private long refused;
  private long held;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Integer> causes = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();
  private final Map<String, Integer> skipped = new TreeMap<>();
  private long otherwise;

  /** How many cases were run. */
  public long cases() {
    return cases;
  }

  /** How many statements were compared. */
  public long statements() {
    return statements;
  }

  /** How many cases were answered as the reference answers them. */
  public long equal() {
    return equal;
  }

  /** How many cases were refused, as expected, because the statement cannot be treated. */
  public long refused() {
    return refused;
  }

  /** How many cases were refused, as expected, because a write is held. */
  public long held() {
    return held;
  }

  /** Everything that was not as expected. */
  public List<Difference> differences() {
    return List.copyOf(differences);
  }

  /** How often statements that were made by a generator were refused, by SQLSTATE and construct. */
  public Map<String, Integer> causes() {
    return Map.copyOf(causes);
  }

  /** The share of cases that were refused because the statement cannot be treated, in percent. */
  public double refusedPercent() {
    return cases == 0 ? 0 : 100.0 * refused / cases;
  }

  /** The share of cases that were refused because a write is held, in percent. */
  public double heldPercent() {
    return cases == 0 ? 0 : 100.0 * held / cases;
  }

  /** How many cases could not be sent in the manner at hand, by the reason. */
  public Map<String, Integer> skipped() {
    return Map.copyOf(skipped);
  }

  /**
   * How many statements the reference answers with another error than their case states, in a
   * manner in which that may be; they were compared all the same.
   */
  public long otherwise() {
    return otherwise;
  }

  void skip(String reason) {
    skipped.merge(reason, 1, Integer::sum);
  }

  void statedOtherwise() {
    otherwise++;
  }

  void statement() {
    statements++;
  }

  void sameAnswer() {
    cases++;
    equal++;
  }

  void refusal(boolean heldWrite) {
    cases++;
    if (heldWrite) {
      held++;
    } else {
      refused++;
    }
  }

  void difference(Difference difference) {
    cases++;
    differences.add(difference);
  }

  void cause(Answer.Failure refusal, String sql) {
    String construct = refusal.message().replaceFirst(".*\\(phase [a-z]+\\): ", "");
    String cause = refusal.sqlState() + " " + construct.replaceAll("\"[^\"]*\"", "\"…\"");
    causes.merge(cause, 1, Integer::sum);
    examples.merge(cause, sql, (known, other) -> other.length() < known.length() ? other : known);
  }

  /** The shortest statement for each of {@link #causes}. */
  public Map<String, String> examples() {
    return Map.copyOf(examples);
  }

  void add(OracleResult other) {
    other.examples.forEach(
        (cause, sql) ->
            examples.merge(cause, sql, (known, it) -> it.length() < known.length() ? it : known));
    other.causes.forEach((cause, count) -> causes.merge(cause, count, Integer::sum));
    other.skipped.forEach((reason, count) -> skipped.merge(reason, count, Integer::sum));
    otherwise += other.otherwise;
    cases += other.cases;
    statements += other.statements;
    equal += other.equal;
    refused += other.refused;
    held += other.held;
    differences.addAll(other.differences);
  }

  @Override
  public String toString() {
    return "%5d cases %6d statements %5d equal %4d refused %4d held %5d differences"
            .formatted(cases, statements, equal, refused, held, differences.size())
        + (otherwise == 0 ? "" : ", " + otherwise + " statements otherwise than stated")
        + (skipped.isEmpty() ? "" : ", cases skipped: " + new TreeMap<>(skipped));
  }
}
