package io.trestle.cli.migrate;

import io.trestle.cli.config.Units;
import io.trestle.migrator.plan.Plan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** For how long a migration is watched before it is complete. */
final class WatchOption {

  @Option(
      names = "--watch",
      paramLabel = "DURATION",
      converter = Converter.class,
      description =
          "Wait so long between backfilled and complete, so that it can be taken back at little"
              + " cost: 200ms, 5s, 10min, 2h, 1d. Kept with the plan. Default: go on at once.")
  private @Nullable Duration watch;

  /** What was given; null where nothing was. */
  @Nullable Duration given() {
    return watch;
  }

  Plan in(Plan plan) {
    return watch == null ? plan : plan.withWatch(watch);
  }

  /** Reads a duration as configuration files have it. */
  static final class Converter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return Units.duration(value)
          .filter(duration -> !duration.isZero())
          .orElseThrow(
              () -> new TypeConversionException("'" + value + "'; expected " + Units.DURATION));
    }
  }
}
