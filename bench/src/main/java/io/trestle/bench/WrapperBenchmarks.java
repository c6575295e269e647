package io.trestle.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link WrapperAlone}, without and with the wrappers in turns, each time in a JVM of its own,
 * and prints a table. Each round gives one difference; printed are the median difference and its
 * {@link Interval} (of 6 rounds the least and the greatest).
 */
public final class WrapperBenchmarks {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final int MIN_ROUNDS = 6;

  /** The benchmarks' names, and what they are called in the table. */
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("setInt", "a parameter set (int)");
    NAMES.put("executeUnconcerned", "prepared, no rule concerned");
    NAMES.put("executeRead", "prepared, rewritten");
    NAMES.put("executeWrite", "prepared, rewritten, a value judged");
    NAMES.put("executeUnconcernedText", "text, the same again, no rule");
    NAMES.put("executeNewText", "text, another each time, no rule");
    NAMES.put("executeReadText", "text, the same again, rewritten");
    NAMES.put("batchRow", "a row of a batch of 1,000");
    NAMES.put("getInt", "a value read (int)");
    NAMES.put("getString", "a value read (text)");
    NAMES.put("getObject", "a value read (object)");
  }

  private WrapperBenchmarks() {}

  /** What one run has shown. */
  private record Score(double nanos, double bytes) {}

  /**
   * @param args number of rounds, at least 6; regular expression for the benchmarks' names
   */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length == 2 ? Integer.parseInt(args[0]) : 0;
    if (rounds < MIN_ROUNDS) {
      System.err.println("Usage: WrapperBenchmarks ROUNDS REGEX, of at least 6 rounds");
      System.exit(2);
    }
    System.out.printf(
        "%d rounds in turns; medians of ns of a core and bytes an operation; what the wrappers add,"
            + " with its interval (95 %%)%n%n",
        rounds);
    System.out.printf(
        "%-37s %8s %8s %8s  %-16s %8s %8s%n", "", "raw", "wrapped", "added", "", "raw", "added");
    for (Map.Entry<String, String> each : NAMES.entrySet()) {
      if (each.getKey().matches(args[1])) {
        print(each.getValue(), measure(each.getKey(), rounds));
      }
    }
  }

  /** The scores of all rounds: first without, then with the wrappers. */
  private static Score[][] measure(String benchmark, int rounds) throws RunnerException {
    Score[][] scores = new Score[2][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < 2; i++) {
        int which = (i + round) % 2; // each is first as often as the other
        scores[which][round] = run(benchmark, which == 0 ? WrapperAlone.RAW : WrapperAlone.WRAPPED);
      }
    }
    return scores;
  }

  private static Score run(String benchmark, String through) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(WrapperAlone.class.getName().replace(".", "\\.") + "\\." + benchmark + "$")
            .param("through", through)
            .addProfiler(GCProfiler.class)
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementIterations(4)
            .measurementTime(TimeValue.milliseconds(250))
            .verbosity(VerboseMode.SILENT)
            .jvmArgsAppend("-Xms512m", "-Xmx512m", "-Dslf4j.internal.verbosity=ERROR")
            .build();
    Collection<RunResult> results = new Runner(options).run();
    RunResult result = results.iterator().next();
    return new Score(
        result.getSecondaryResults().get("nanos").getScore()
            / result.getSecondaryResults().get("calls").getScore(),
        result.getSecondaryResults().get(ALLOCATED).getScore());
  }

  private static void print(String name, Score[][] scores) {
    int rounds = scores[0].length;
    double[] added = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      added[round] = scores[1][round].nanos() - scores[0][round].nanos();
    }
    Interval difference = Interval.of(added);
    double raw = median(scores[0], Score::bytes);
    double wrapped = median(scores[1], Score::bytes);
    System.out.printf(
        Locale.ROOT,
        "%-37s %5.1f ns %5.1f ns %5.1f ns  %-16s %6d B %6d B%n",
        name,
        median(scores[0], Score::nanos),
        median(scores[1], Score::nanos),
        difference.median(),
        String.format(Locale.ROOT, "[%.1f, %.1f]", difference.low(), difference.high()),
        Math.round(raw),
        Math.round(wrapped - raw));
  }

  private static double median(Score[] scores, ToDoubleFunction<Score> of) {
    return Interval.of(Arrays.stream(scores).mapToDouble(of).toArray()).median();
  }
}
