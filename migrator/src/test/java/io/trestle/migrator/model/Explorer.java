package io.trestle.migrator.model;

import io.trestle.migrator.model.Sink.Actor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Walks all states of a model, breadth first, so that a violation is found by a shortest way. Not
 * thread-safe; one explorer walks once.
 */
final class Explorer {

  /**
   * What was found.
   *
   * @param states how many different states there are, or were until the violation
   * @param transitions how many ways lead from one to another
   * @param ends in how many of them the migrator is done
   * @param stuck how many lead to none of these
   * @param trace a shortest way to a violation, one line a step; empty where there is none
   */
  record Result(int states, int transitions, int ends, int stuck, List<String> trace) {}

  private static final class ViolationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ViolationException(String what) {
      super(what, null, false, false);
    }
  }

  private final Model model;
  private final int words;
  private long[] states = new long[1 << 12];
  private int[] parents = new int[1 << 10];
  private int[] table = new int[1 << 12]; // a state's number plus one, by its hash
  private int size;
  private final Edges edges = new Edges();
  private final BitSet ends = new BitSet();

  Explorer(Model model) {
    this.model = model;
    this.words = model.nodes() + 1;
  }

  Result explore() {
    long[] packed = new long[words];
    for (State initial : model.initial()) {
      initial.pack(packed);
      add(packed, -1);
    }
    for (int i = 0; i < size; i++) {
      State state = state(i);
      if (model.isEnd(state)) {
        ends.set(i);
      }
      int parent = i;
      try {
        model.explore(
            state,
            new Sink() {
              @Override
              public void next(int node, @Nullable Actor actor, String what, State next) {
                next.pack(packed);
                edges.add(parent, add(packed, parent));
              }

              @Override
              public void violation(int node, String what) {
                throw new ViolationException(what);
              }
            });
      } catch (ViolationException violation) {
        return new Result(size, edges.size(), ends.cardinality(), 0, trace(i));
      }
    }
    int stuck = edges.leadingNowhere(size, ends);
    return new Result(size, edges.size(), ends.cardinality(), stuck, List.of());
  }

  private State state(int number) {
    return State.unpack(key(number));
  }

  private long[] key(int number) {
    return Arrays.copyOfRange(states, number * words, (number + 1) * words);
  }

  /** The state's number, the same as before where it is known. */
  private int add(long[] packed, int parent) {
    int mask = table.length - 1;
    int at = hash(packed, 0) & mask;
    while (table[at] != 0) {
      if (isAt(packed, table[at] - 1)) {
        return table[at] - 1;
      }
      at = (at + 1) & mask;
    }
    if ((size + 1) * words > states.length) {
      states = Arrays.copyOf(states, states.length * 2);
    }
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, parents.length * 2);
    }
    System.arraycopy(packed, 0, states, size * words, words);
    parents[size] = parent;
    table[at] = ++size;
    if (size > table.length / 2) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int i = 0; i < size; i++) {
      int at = hash(states, i * words) & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = i + 1;
    }
  }

  private boolean isAt(long[] packed, int number) {
    return Arrays.equals(packed, 0, words, states, number * words, (number + 1) * words);
  }

  private int hash(long[] in, int from) {
    long hash = 0;
    for (int i = 0; i < words; i++) {
      hash = (hash ^ in[from + i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return (int) hash;
  }

  /** The way to a state, told once more from the start, so that each node keeps its number. */
  private List<String> trace(int number) {
    Deque<Integer> way = new ArrayDeque<>();
    for (int i = number; i >= 0; i = parents[i]) {
      way.push(i);
    }
    List<String> lines = new ArrayList<>();
    State state = state(way.pop());
    lines.add(state.row() == null ? "there is no row" : "there is a row");
    for (int next : way) {
      Teller teller = new Teller(key(next));
      model.explore(state, teller);
      state = teller.found();
      lines.add(teller.line);
    }
    Teller teller = new Teller(new long[words]);
    model.explore(state, teller);
    lines.add(teller.line);
    return lines;
  }

  /** Looks for the step that leads to a state, and for a violation. */
  private final class Teller implements Sink {
    private final long[] sought;
    private final long[] packed = new long[words];
    private @Nullable State state;
    private String line = "";

    Teller(long[] sought) {
      this.sought = sought;
    }

    @Override
    public void next(int node, @Nullable Actor actor, String what, State next) {
      next.pack(packed);
      if (state == null && Arrays.equals(packed, sought)) {
        state = next;
        line = name(node, actor) + ": " + what;
      }
    }

    @Override
    public void violation(int node, String what) {
      if (line.isEmpty()) {
        line = name(node, null) + ": " + what;
      }
    }

    private State found() {
      if (state == null) {
        throw new IllegalStateException("a step of the trace is not found again");
      }
      return state;
    }

    private String name(int node, @Nullable Actor actor) {
      if (node >= 0) {
        return "node " + (char) ('A' + node);
      }
      return actor == null ? "violation" : actor.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
