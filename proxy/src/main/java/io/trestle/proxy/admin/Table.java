package io.trestle.proxy.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command shows: columns of type text or int8, and rows of strings, longs and nulls.
 *
 * @param columns in their order
 * @param rows as many values each as there are columns
 */
record Table(List<Column> columns, List<List<@Nullable Object>> rows) {

  /** A column; {@code number} for int8, otherwise text. */
  record Column(String name, boolean number) {}

  /**
   * An empty table.
   *
   * @param names of the columns; those that end with {@code #} are numbers
   */
  static Table of(String... names) {
    return new Table(
        Arrays.stream(names)
            .map(
                name ->
                    name.endsWith("#")
                        ? new Column(name.substring(0, name.length() - 1), true)
                        : new Column(name, false))
            .toList(),
        new ArrayList<>());
  }

  /** A table of one value. */
  static Table single(String column, String value) {
    return of(column).row(value);
  }

  /** Adds a row: of each value a long where the column is a number, or null. */
  Table row(@Nullable Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          values.length + " values for " + columns.size() + " columns");
    }
    List<@Nullable Object> row = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      boolean fits = value == null || columns.get(i).number() == value instanceof Long;
      if (!fits) {
        throw new IllegalArgumentException(columns.get(i) + " is given " + value);
      }
      row.add(columns.get(i).number() || value == null ? value : value.toString());
    }
    rows.add(row);
    return this;
  }
}
