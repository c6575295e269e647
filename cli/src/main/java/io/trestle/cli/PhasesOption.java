package io.trestle.cli;

import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --phase}: the phases that are asked about. */
final class PhasesOption {

  @Option(
      names = "--phase",
      split = ",",
      paramLabel = "PHASE",
      converter = PhaseConverter.class,
      description =
          "Only this phase, or these with commas between them: absent, readable, writable,"
              + " backfilled, complete. Default: all.")
  private List<Phase> given = new ArrayList<>();

  /** Whether any was asked for. */
  boolean areGiven() {
    return !given.isEmpty();
  }

  /** In the order of the walk. */
  List<Phase> phases() {
    return given.isEmpty() ? List.of(Phase.values()) : given.stream().distinct().sorted().toList();
  }
}
