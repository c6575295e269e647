package io.trestle.cli.demo;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What happened in one stage. Thread-safe. */
final class Tally {

  private static final int LONGEST_EXAMPLE = 400;

  private final LongAdder statements = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder wrongAnswers = new LongAdder();
  private final Latencies latencies = new Latencies();
  private final AtomicReference<String> firstError = new AtomicReference<>();
  private final AtomicReference<String> firstWrongAnswer = new AtomicReference<>();

  void statement(long nanos) {
    statements.increment();
    latencies.record(nanos);
  }

  /** Counts an error, and keeps the first. */
  void error(String what) {
    errors.increment();
    firstError.compareAndSet(null, shortened(what));
  }

  /** Counts an answer that differs from the model, and keeps the first. */
  void wrongAnswer(String what) {
    wrongAnswers.increment();
    firstWrongAnswer.compareAndSet(null, shortened(what));
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST_EXAMPLE ? line : line.substring(0, LONGEST_EXAMPLE) + " ...";
  }

  long statements() {
    return statements.sum();
  }

  long errors() {
    return errors.sum();
  }

  long wrongAnswers() {
    return wrongAnswers.sum();
  }

  long p50Micros() {
    return latencies.quantileMicros(0.50);
  }

  long p99Micros() {
    return latencies.quantileMicros(0.99);
  }

  Optional<String> firstError() {
    return Optional.ofNullable(firstError.get());
  }

  Optional<String> firstWrongAnswer() {
    return Optional.ofNullable(firstWrongAnswer.get());
  }
}
