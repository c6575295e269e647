package io.trestle.cli.migrate;

import io.trestle.migrator.backfill.ActivityBrake;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.backfill.ReplicaBrake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How gently rows are filled. */
final class RunOptions {

  @Option(
      names = "--batch-millis",
      paramLabel = "MS",
      defaultValue = "250",
      description = "How long a batch shall take; its rows follow from it (${DEFAULT-VALUE}).")
  private long batchMillis = 250;

  @Option(
      names = "--nice",
      paramLabel = "RATIO",
      defaultValue = "0",
      description =
          "Sleep after a batch for so many times as long as it took, 0 to 100 (${DEFAULT-VALUE}).")
  private double nice;

  @Option(
      names = "--batches-per-second",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "No more batches than that in a second; 0: no bound (${DEFAULT-VALUE}).")
  private double batchesPerSecond;

  @Option(
      names = "--max-lag-millis",
      paramLabel = "MS",
      defaultValue = "1500",
      description = "Wait while a replica is further behind (${DEFAULT-VALUE}).")
  private long maxLagMillis = 1_500;

  @Option(
      names = "--max-active",
      paramLabel = "NUMBER",
      defaultValue = "" + ActivityBrake.DEFAULT_SESSIONS,
      description = "Wait while more sessions than that are active (${DEFAULT-VALUE}).")
  private int maxActive = ActivityBrake.DEFAULT_SESSIONS;

  @Option(
      names = "--expect-replica",
      paramLabel = "NAME",
      description =
          "The application_name of a replica without which nothing is filled; may be given several"
              + " times.")
  private List<String> expectedReplicas = new ArrayList<>();

  @Mixin private IgnoredReplicas ignored = new IgnoredReplicas();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  BackfillSettings settings() {
    try {
      return BackfillSettings.DEFAULTS.withPace(
          Duration.ofMillis(batchMillis), nice, batchesPerSecond);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  List<Brake> brakes() {
    ReplicaBrake.Settings replicas = ReplicaBrake.Settings.DEFAULTS;
    return Brake.all(
        new ReplicaBrake.Settings(
            Duration.ofMillis(maxLagMillis),
            replicas.maxStill(),
            replicas.goneFor(),
            Set.copyOf(expectedReplicas),
            ignored.names()),
        maxActive);
  }

  Set<String> ignoredReplicas() {
    return ignored.names();
  }
}
