package io.trestle.cli.workload;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What services did in some time: statements, errors, wrong answers. Thread-safe. */
public final class Tally {

  private static final int LONGEST_EXAMPLE = 400;

  private final LongAdder statements = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder wrongAnswers = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
  private final Latencies latencies = new Latencies();
  private final AtomicReference<String> firstError = new AtomicReference<>();
  private final AtomicReference<String> firstWrongAnswer = new AtomicReference<>();

  private final @Nullable Tally whole;

  /** One by itself. */
  public Tally() {
    this(null);
  }

  /**
   * @param whole counts all that is counted here, too
   */
  public Tally(@Nullable Tally whole) {
    this.whole = whole;
  }

  /** Counts a statement. */
  public void statement(long nanos) {
    statements.increment();
    longest.accumulate(nanos);
    latencies.record(nanos);
    if (whole != null) {
      whole.statement(nanos);
    }
  }

  /** Counts an error, and keeps the first. */
  public void error(String what) {
    errors.increment();
    firstError.compareAndSet(null, shortened(what));
    if (whole != null) {
      whole.error(what);
    }
  }

  /** Counts an answer that differs from the model, and keeps the first. */
  public void wrongAnswer(String what) {
    wrongAnswers.increment();
    firstWrongAnswer.compareAndSet(null, shortened(what));
    if (whole != null) {
      whole.wrongAnswer(what);
    }
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST_EXAMPLE ? line : line.substring(0, LONGEST_EXAMPLE) + " ...";
  }

  public long statements() {
    return statements.sum();
  }

  public long errors() {
    return errors.sum();
  }

  public long wrongAnswers() {
    return wrongAnswers.sum();
  }

  /** How long the slowest statement took. */
  public double longestMillis() {
    return longest.get() / 1e6;
  }

  public long p50Micros() {
    return latencies.quantileMicros(0.50);
  }

  public long p99Micros() {
    return latencies.quantileMicros(0.99);
  }

  public Optional<String> firstError() {
    return Optional.ofNullable(firstError.get());
  }

  public Optional<String> firstWrongAnswer() {
    return Optional.ofNullable(firstWrongAnswer.get());
  }
}
