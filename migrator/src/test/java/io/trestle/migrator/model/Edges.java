package io.trestle.migrator.model;

import java.util.Arrays;
import java.util.BitSet;

/** Which state leads to which. */
final class Edges {

  private int[] from = new int[1 << 12];
  private int[] to = new int[1 << 12];
  private int size;

  void add(int state, int next) {
    if (size == from.length) {
      from = Arrays.copyOf(from, size * 2);
      to = Arrays.copyOf(to, size * 2);
    }
    from[size] = state;
    to[size] = next;
    size++;
  }

  int size() {
    return size;
  }

  /**
   * How many states lead to none of some others.
   *
   * @param states how many there are
   * @param ends the others
   */
  int leadingNowhere(int states, BitSet ends) {
    int[] starts = new int[states + 1]; // where the edges that lead to a state begin, in sources
    for (int i = 0; i < size; i++) {
      starts[to[i] + 1]++;
    }
    for (int i = 0; i < states; i++) {
      starts[i + 1] += starts[i];
    }
    int[] sources = new int[size];
    int[] filled = Arrays.copyOf(starts, states);
    for (int i = 0; i < size; i++) {
      sources[filled[to[i]]++] = from[i];
    }
    BitSet leading = (BitSet) ends.clone();
    int[] open = Arrays.copyOf(ends.stream().toArray(), states);
    int count = ends.cardinality();
    for (int i = 0; i < count; i++) {
      for (int j = starts[open[i]]; j < starts[open[i] + 1]; j++) {
        if (!leading.get(sources[j])) {
          leading.set(sources[j]);
          open[count++] = sources[j];
        }
      }
    }
    return states - count;
  }
}
