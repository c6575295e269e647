package io.trestle.driver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.trestle.driver.wrap.Events;
import io.trestle.engine.SqlError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts in the service's own registry, where Micrometer is on its class path. */
final class MeterEvents implements Events {

  private final Timer analysis =
      Timer.builder("trestle.analysis")
          .description("Time that a statement took to be analysed")
          .register(Metrics.globalRegistry);
  private final Counter abandoned =
      counter("trestle.analyses.abandoned", "Analyses given up at their deadline");
  private final Counter bypassed =
      counter("trestle.driver.unwrapped", "How often objects of the driver itself were asked for");

  /** By rule: registering one is too dear for every execution. */
  private final Map<String, Counter> rewritten = new ConcurrentHashMap<>();

  private static Counter counter(String name, String description, String... tags) {
    return Counter.builder(name)
        .description(description)
        .tags(tags)
        .register(Metrics.globalRegistry);
  }

  @Override
  public void analysed(long nanos) {
    analysis.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void analysisGivenUp() {
    abandoned.increment();
  }

  @Override
  public void rewritten(List<String> rules) {
    for (String rule : rules) {
      rewritten
          .computeIfAbsent(
              rule,
              name ->
                  counter("trestle.rule.rewritten", "Executions with another text", "rule", name))
          .increment();
    }
  }

  @Override
  public void refused(SqlError error) {
    counter("trestle.rule.refused", "Executions refused", "cause", error.sqlState()).increment();
  }

  @Override
  public void bypassed(Class<?> type) {
    bypassed.increment();
  }
}
