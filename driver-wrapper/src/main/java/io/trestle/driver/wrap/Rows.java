package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Parameters.Parameter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch that wait for their execution. They lie one behind the other in arrays, which
 * the next batch uses again.
 */
final class Rows {

  /** As many cells are kept room for: 1,000 rows of 16 parameters. */
  private static final int MAX_KEPT = 16_384;

  private static final int FIRST = 64;

  private @Nullable Parameter[] parameters = new Parameter[FIRST];
  private @Nullable Object[] values = new Object[FIRST];
  private long[] numbers = new long[FIRST];
  private int width;
  private int count;

  int count() {
    return count;
  }

  /** Adds a row as it is at this moment. */
  void add(Parameters row) {
    int wanted = Math.max(width, row.count());
    if (wanted > width && count > 0) {
      widen(wanted);
    }
    width = wanted;
    reserve((count + 1) * width);
    row.copyTo(parameters, values, numbers, count * width);
    count++;
  }

  /** A later row has more parameters: the earlier ones get room for them. */
  private void widen(int wanted) {
    reserve((count + 1) * wanted);
    for (int row = count - 1; row > 0; row--) {
      move(parameters, row, wanted);
      move(values, row, wanted);
      System.arraycopy(numbers, row * width, numbers, row * wanted, width);
    }
    Arrays.fill(parameters, width, wanted, null);
    Arrays.fill(values, width, wanted, null);
  }

  private void move(@Nullable Object[] cells, int row, int wanted) {
    System.arraycopy(cells, row * width, cells, row * wanted, width);
    Arrays.fill(cells, row * wanted + width, (row + 1) * wanted, null);
  }

  private void reserve(int cells) {
    if (cells > numbers.length) {
      int more = Math.max(cells, 2 * numbers.length);
      parameters = Arrays.copyOf(parameters, more);
      values = Arrays.copyOf(values, more);
      numbers = Arrays.copyOf(numbers, more);
    }
  }

  /**
   * A row, as it was added.
   *
   * @param row from 0
   */
  void copyTo(int row, Parameters into) {
    into.copyFrom(parameters, values, numbers, row * width, width);
  }

  /** Forgets all rows. */
  void clear() {
    if (numbers.length > MAX_KEPT) {
      parameters = new Parameter[FIRST];
      values = new Object[FIRST];
      numbers = new long[FIRST];
    } else {
      Arrays.fill(parameters, 0, count * width, null);
      Arrays.fill(values, 0, count * width, null);
    }
    width = 0;
    count = 0;
  }
}
