package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a generator's decisions come from: drawn at random and written down, or replayed. Of the
 * alternatives of a decision number 0 is the simplest, and a replay that has run out of numbers
 * goes on with 0: so a shorter list of smaller numbers is a simpler statement. Not thread-safe.
 */
public final class Choices {

  private final @Nullable SplittableRandom random;
  private final List<Integer> replayed;
  private final List<Integer> made = new ArrayList<>();

  private Choices(@Nullable SplittableRandom random, List<Integer> replayed) {
    this.random = random;
    this.replayed = replayed;
  }

  /** Draws from a seed; the same seed gives the same choices. */
  public static Choices random(long seed) {
    return new Choices(new SplittableRandom(seed), List.of());
  }

  /** Gives these numbers, then zeros. */
  public static Choices replay(List<Integer> made) {
    return new Choices(null, List.copyOf(made));
  }

  /** All choices so far. */
  public List<Integer> made() {
    return List.copyOf(made);
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    int choice;
    if (random != null) {
      choice = random.nextInt(bound);
    } else {
      choice = made.size() < replayed.size() ? Math.min(replayed.get(made.size()), bound - 1) : 0;
    }
    made.add(choice);
    return choice;
  }

  /** True once in so many times; false is the simpler. */
  boolean oneIn(int times) {
    return below(times) == times - 1;
  }

  <T> T pick(List<T> alternatives) {
    return alternatives.get(below(alternatives.size()));
  }

  @SafeVarargs
  final <T> T pick(T... alternatives) {
    return alternatives[below(alternatives.length)];
  }
}
