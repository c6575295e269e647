package io.trestle.catalog;

import java.util.List;
import java.util.Set;

/**
 * A table, view or the like.
 *
 * @param schema its schema
 * @param name its name
 * @param columns its columns in their physical order, dropped ones left out
 * @param relatives what is or shows this table, or a part of it, by another name
 * @param partitioned whether it is a partitioned table, which has no rows of its own
 * @param hooked whether a trigger, a rule or another server may change what an INSERT stores, here
 *     or in a partition or child
 */
public record Relation(
    String schema,
    String name,
    List<Column> columns,
    List<Relative> relatives,
    boolean partitioned,
    boolean hooked) {

  /** A relation that is not partitioned, and stores what an INSERT gives. */
  public Relation(String schema, String name, List<Column> columns, List<Relative> relatives) {
    this(schema, name, columns, relatives, false, false);
  }

  public Relation {
    columns = List.copyOf(columns);
    relatives = List.copyOf(relatives);
  }

  /** Whether it has a column of that name. */
  public boolean has(String column) {
    return columns.stream().anyMatch(candidate -> candidate.name().equals(column));
  }

  /**
   * A column.
   *
   * @param generated whether it is GENERATED ALWAYS, as expression or as identity, so that it
   *     cannot be assigned
   * @param computed whether it is GENERATED ALWAYS as expression, so that COPY leaves it out
   * @param watched whether it is seen when it is set to itself: a trigger is for UPDATE OF it, or
   *     it is part of a key, which takes a stronger lock
   */
  public record Column(
      String name,
      boolean notNull,
      boolean hasDefault,
      boolean generated,
      boolean computed,
      boolean watched) {

    /** A column that is neither computed nor watched. */
    public Column(String name, boolean notNull, boolean hasDefault, boolean generated) {
      this(name, notNull, hasDefault, generated, false, false);
    }

    /** The same, NOT NULL or not, with a default or without. */
    public Column with(boolean notNull, boolean hasDefault) {
      return new Column(name, notNull, hasDefault, generated, computed, watched);
    }
  }

  /** How another relation is tied to a table. */
  public enum Tie {
    /** A partition or inheritance child of it, near or far: gets every column that it gets. */
    DESCENDANT,
    /** A table that it is a partition or inheritance child of, near or far. */
    ANCESTOR,
    /** A view or materialized view whose stored query reads it, or reads a view that does. */
    VIEW
  }

  /**
   * A relation that is tied to a table.
   *
   * @param columns of a descendant or ancestor the columns that it has; of a view the columns of
   *     the table that its query reads
   * @param wholeRow whether a view's query reads whole rows of the table, which have every column
   *     that is added
   */
  public record Relative(
      Tie tie, String schema, String name, Set<String> columns, boolean wholeRow) {

    public Relative {
      columns = Set.copyOf(columns);
    }
  }
}
