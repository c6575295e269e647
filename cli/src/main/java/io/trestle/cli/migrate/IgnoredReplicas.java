package io.trestle.cli.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Replicas for which nothing waits. */
final class IgnoredReplicas {

  @Option(
      names = "--ignore-replica",
      paramLabel = "NAME",
      description =
          "The application_name of a replica that is late on purpose, or replays nothing, and"
              + " serves no node: nothing waits for it. May be given several times.")
  private List<String> names = new ArrayList<>();

  Set<String> names() {
    return Set.copyOf(names);
  }
}
