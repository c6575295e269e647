package io.trestle.oracle;

import java.util.List;

/**
 * A case that did not go as expected in one stage and manner.
 *
 * @param origin the statement's place, as {@code file:line}
 * @param statement its text, as it was sent
 * @param findings what differs, one entry for each aspect, with what was expected and what came
 */
public record Difference(
    Scenario scenario,
    Stage stage,
    Manner manner,
    String caseName,
    String origin,
    String statement,
    List<String> findings) {

  public Difference {
    findings = List.copyOf(findings);
  }

  @Override
  public String toString() {
    return "DIFFERENCE %s: %s [%s, %s, %s]\n      %s\n      %s"
        .formatted(
            origin,
            caseName,
            scenario.name(),
            stage.label(),
            manner.label(),
            statement.replace("\n", "\n      "),
            String.join("\n      ", findings));
  }
}
