package io.trestle.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of the engine for a short while and prints a table. JMH's own options
 * override the defaults.
 */
public final class EngineBenchmarks {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private EngineBenchmarks() {}

  /**
   * @param args JMH's: a regular expression for the benchmarks' names, -f forks, -wi and -i
   *     iterations, -w and -r seconds of each, -v NORMAL to see each iteration
   */
  public static void main(String[] args) throws CommandLineOptionException, RunnerException {
    CommandLineOptions given = new CommandLineOptions(args);
    if (given.shouldHelp()) {
      System.out.println(
          "Usage: engine.sh [REGEX] [-f FORKS] [-wi N] [-i N] [-w 1s] [-r 1s] [-v NORMAL]");
      return;
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder().parent(given).addProfiler(GCProfiler.class);
    if (given.getIncludes().isEmpty()) {
      options.include("io\\.trestle\\.bench\\..*Benchmark");
    }
    options
        .forks(given.getForkCount().orElse(1))
        .warmupIterations(given.getWarmupIterations().orElse(3))
        .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
        .measurementIterations(given.getMeasurementIterations().orElse(5))
        .measurementTime(given.getMeasurementTime().orElse(TimeValue.seconds(1)))
        .verbosity(given.verbosity().orElse(VerboseMode.SILENT))
        .jvmArgsAppend("-Xms512m", "-Xmx512m", "-Dslf4j.internal.verbosity=ERROR");
    print(new Runner(options.build()).run());
  }

  private static void print(Collection<RunResult> results) {
    System.out.printf(Locale.ROOT, "%-46s %12s %8s %14s%n", "", "time", "± 99.9%", "allocated");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
      double unit = time.getScoreUnit().startsWith("ns") ? 1_000 : 1;
      System.out.printf(
          Locale.ROOT,
          "%-46s %9.3f µs %8.3f %12s B%n",
          name(result),
          time.getScore() / unit,
          time.getScoreError() / unit,
          allocated == null ? "?" : "%,.0f".formatted(allocated.getScore()));
    }
  }

  private static String name(RunResult result) {
    var params = result.getParams();
    String parameters =
        params.getParamsKeys().stream()
            .map(
                key -> key.equals("bytes") ? params.getParam(key) + " bytes" : params.getParam(key))
            .collect(Collectors.joining(", "));
    String[] path = params.getBenchmark().split("\\.");
    return path[path.length - 2].replace("Benchmark", "")
        + "."
        + path[path.length - 1]
        + " ("
        + parameters
        + ")";
  }
}
