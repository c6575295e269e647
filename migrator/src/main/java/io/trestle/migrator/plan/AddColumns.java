package io.trestle.migrator.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ALTER TABLE that adds columns, as it is written: nothing in it has been looked up.
 *
 * @param only whether ONLY stands before the table
 * @param schema the table's schema, or null where it is not named
 * @param table the table's name
 * @param columns the columns, in their order
 */
record AddColumns(
    boolean only, @Nullable String schema, String table, List<ColumnDefinition> columns) {

  AddColumns {
    columns = List.copyOf(columns);
  }

  /**
   * A column that is added.
   *
   * @param name its name
   * @param type its type in SQL, with modifiers
   * @param collation what stands behind COLLATE, or null
   * @param constraints its constraints, in their order
   * @param position where it stands in the statement, from 1
   */
  record ColumnDefinition(
      String name,
      String type,
      @Nullable String collation,
      List<ColumnConstraint> constraints,
      int position) {

    ColumnDefinition {
      constraints = List.copyOf(constraints);
    }

    boolean has(Kind kind) {
      return first(kind) != null;
    }

    @Nullable ColumnConstraint first(Kind kind) {
      return constraints.stream().filter(some -> some.kind() == kind).findFirst().orElse(null);
    }
  }

  /** The kinds of constraints that a column definition may have. */
  enum Kind {
    NOT_NULL,
    NULL,
    DEFAULT,
    CHECK,
    UNIQUE,
    PRIMARY_KEY,
    REFERENCES,
    GENERATED
  }

  /**
   * A constraint of a column.
   *
   * @param kind what it is
   * @param name what stands behind CONSTRAINT, or null
   * @param sql its text; of DEFAULT the expression alone, of REFERENCES what stands behind the
   *     table
   * @param reference the table that REFERENCES names, or null
   * @param position where it stands in the statement, from 1
   */
  record ColumnConstraint(
      Kind kind, @Nullable String name, String sql, @Nullable Name reference, int position) {}

  /**
   * A name that may be qualified.
   *
   * @param schema its schema, or null
   * @param name the name
   */
  record Name(@Nullable String schema, String name) {

    /** As SQL writes it, quoted. */
    String sql() {
      return schema == null ? Table.quote(name) : Table.quote(schema) + "." + Table.quote(name);
    }
  }
}
