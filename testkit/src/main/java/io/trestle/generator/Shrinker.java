package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;

/** Makes a failing statement simpler, by making its choices fewer and smaller while it fails. */
public final class Shrinker {

  private static final int MOST_ATTEMPTS = 2_000;

  private final Failing failing;
  private int attempts;

  /** Whether the statement that these choices make still fails, in the same way. */
  public interface Failing {
    boolean test(List<Integer> choices) throws Exception;
  }

  public Shrinker(Failing failing) {
    this.failing = failing;
  }

  /** The simplest choices found that still fail. */
  public List<Integer> shrink(List<Integer> choices) throws Exception {
    List<Integer> best = choices;
    boolean better = true;
    while (better && attempts < MOST_ATTEMPTS) {
      List<Integer> shorter = lower(drop(best));
      better = !shorter.equals(best);
      best = shorter;
    }
    return best;
  }

  private List<Integer> drop(List<Integer> choices) throws Exception {
    List<Integer> best = choices;
    for (int length = Math.max(1, best.size() / 2); length > 0; length /= 2) {
      for (int from = 0; from + length <= best.size(); ) {
        List<Integer> candidate = new ArrayList<>(best.subList(0, from));
        candidate.addAll(best.subList(from + length, best.size()));
        if (fails(candidate)) {
          best = candidate;
        } else {
          from += length;
        }
      }
    }
    return best;
  }

  private List<Integer> lower(List<Integer> choices) throws Exception {
    List<Integer> best = choices;
    for (int length = 4; length > 0; length /= 2) {
      for (int from = 0; from + length <= best.size(); from++) {
        best = lower(best, from, from + length);
      }
    }
    return best;
  }

  /** Sets a stretch to zero, or one choice to something smaller. */
  private List<Integer> lower(List<Integer> choices, int from, int to) throws Exception {
    List<Integer> candidate = new ArrayList<>(choices);
    boolean zero = choices.subList(from, to).stream().allMatch(choice -> choice == 0);
    for (int i = from; i < to; i++) {
      candidate.set(i, 0);
    }
    if (zero || fails(candidate)) {
      return candidate;
    }
    if (to - from == 1 && choices.get(from) > 1) {
      candidate.set(from, choices.get(from) / 2);
      return fails(candidate) ? candidate : choices;
    }
    return choices;
  }

  private boolean fails(List<Integer> candidate) throws Exception {
    return attempts++ < MOST_ATTEMPTS && failing.test(candidate);
  }
}
