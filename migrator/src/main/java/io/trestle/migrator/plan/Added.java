package io.trestle.migrator.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement adds, as the database understood it: every name is qualified, so that it means
 * the same under any search_path that does not put another schema before pg_catalog.
 *
 * @param columns the columns, in their order
 * @param constraints CHECK, FOREIGN KEY and UNIQUE, in the order in which they were made
 * @param indexes the indexes that were asked for beside the statement
 */
record Added(
    List<AddedColumn> columns, List<AddedConstraint> constraints, List<AddedIndex> indexes) {

  Added {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    indexes = List.copyOf(indexes);
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type its type, with modifiers
   * @param collation its collation, or null where it is the type's own
   * @param notNull whether it is NOT NULL
   * @param notNullName the name the statement gives to NOT NULL, or null
   * @param defaultSql its default as the server prints it, or null
   * @param constrainedDomain whether its type is a domain with constraints, so that adding it
   *     rewrites the table
   */
  record AddedColumn(
      String name,
      String type,
      @Nullable String collation,
      boolean notNull,
      @Nullable String notNullName,
      @Nullable String defaultSql,
      boolean constrainedDomain) {}

  /** The kinds of constraints that are added by themselves. */
  enum ConstraintKind {
    CHECK,
    FOREIGN_KEY,
    UNIQUE
  }

  /**
   * A constraint.
   *
   * @param kind what it is
   * @param name its name in the table
   * @param definition its definition, as ADD CONSTRAINT takes it
   * @param expression of CHECK its expression, else null
   * @param index of UNIQUE what stands behind the table in CREATE INDEX, else null
   * @param columns the columns it is over
   * @param reference of FOREIGN KEY the table and column it refers to, else null
   */
  record AddedConstraint(
      ConstraintKind kind,
      String name,
      String definition,
      @Nullable String expression,
      @Nullable String index,
      List<String> columns,
      @Nullable Reference reference) {

    AddedConstraint {
      columns = List.copyOf(columns);
    }

    /** Whether UNIQUE lets NULL stand only once. */
    boolean nullsAreEqual() {
      return definition.contains("NULLS NOT DISTINCT");
    }
  }

  /**
   * What a foreign key refers to.
   *
   * @param table the table as SQL writes it, qualified
   * @param column its column
   */
  record Reference(String table, String column) {}

  /**
   * An index.
   *
   * @param name its name
   * @param definition what stands behind the table in CREATE INDEX
   */
  record AddedIndex(String name, String definition) {}
}
