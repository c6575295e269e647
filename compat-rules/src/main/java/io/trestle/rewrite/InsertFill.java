package io.trestle.rewrite;

import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fills a column in rows that an INSERT adds, where nothing in the database does. A constant is V
 * itself; what is derived is V over the values that the row gives to the columns that V reads, as
 * they will be stored. Where these are not certain the row stays unfilled, which reads as V all the
 * same.
 */
final class InsertFill {

  /** Longer lists of rows stay unfilled: each value would have to be read by the parser. */
  static final int MOST_ROWS = 100;

  /** Names the row that V is computed from. */
  private static final String ROW = "trestle_row";

  private final ActiveRule rule;
  private final @Nullable DerivedValue value;
  private final List<String> columns;

  private InsertFill(ActiveRule rule, @Nullable DerivedValue value, List<String> columns) {
    this.rule = rule;
    this.value = value;
    this.columns = columns;
  }

  /**
   * The columns of a table that have to be filled.
   *
   * @param columns those that the INSERT gives values for, in their order
   */
  static List<InsertFill> of(RuledTable table, List<String> columns) {
    List<InsertFill> fills = new ArrayList<>();
    for (ActiveRule rule : table.rules()) {
      DerivedValue value = rule.resolved().derived();
      // DEFAULT for a constant is treated where it stands.
      boolean stands = value == null && columns.contains(rule.column());
      if (rule.fillsInserts() && !stands) {
        fills.add(new InsertFill(rule, value, columns));
      }
    }
    return fills;
  }

  /** Whether V is computed, so that each row has to be read. */
  boolean isDerived() {
    return value != null;
  }

  String column() {
    return Names.quote(rule.column());
  }

  /** Where among the given values the column's own is; -1 where it is left out. */
  int place() {
    return columns.indexOf(rule.column());
  }

  /**
   * V for one row; null where it is not certain beforehand.
   *
   * @param given the values that the row gives, by their places; null for one of which nothing is
   *     certain
   */
  @Nullable String value(IntFunction<@Nullable InsertedValue> given) {
    if (value == null) {
      return rule.defaultValue("");
    }
    List<String> inputs = new ArrayList<>();
    for (String source : value.sources()) {
      SourceColumn input = value.inputs().get(source);
      int place = columns.indexOf(source);
      InsertedValue inserted = place < 0 ? InsertedValue.DEFAULT : given.apply(place);
      String stored = input == null || inserted == null ? null : stored(input, inserted);
      if (stored == null) {
        return null;
      }
      inputs.add(stored + " AS " + Names.quote(source));
    }
    return "(SELECT %s FROM (SELECT %s) AS %s)"
        .formatted(rule.value(ROW), String.join(", ", inputs), ROW);
  }

  /**
   * A value as the column will hold it. A subquery's column has its collation as the table's has.
   */
  private @Nullable String stored(SourceColumn input, InsertedValue inserted) {
    String text = inserted.text();
    if (inserted.isDefault()) {
      text = rule.isOfOwnTable() ? input.omitted() : null; // a child has defaults of its own
    } else if (inserted.family() != null && !input.takes(inserted.family())) {
      text = null;
    }
    if (text == null) {
      return null;
    }
    String cast = "CAST(" + text + " AS " + input.typeSql() + ")";
    return input.collationSql() == null ? cast : cast + " COLLATE " + input.collationSql();
  }
}
