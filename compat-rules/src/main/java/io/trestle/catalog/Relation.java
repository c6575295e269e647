package io.trestle.catalog;

import java.util.List;

/**
 * A table, view or the like.
 *
 * @param schema its schema
 * @param name its name
 * @param columns its columns in their physical order, dropped ones left out
 * @param relatives names of tables that are this one by another name: partitions, children, parents
 * @param partitioned whether it is a partitioned table, which has no rows of its own
 */
public record Relation(
    String schema, String name, List<Column> columns, List<String> relatives, boolean partitioned) {

  /** A relation that is not partitioned. */
  public Relation(String schema, String name, List<Column> columns, List<String> relatives) {
    this(schema, name, columns, relatives, false);
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
   */
  public record Column(
      String name, boolean notNull, boolean hasDefault, boolean generated, boolean computed) {

    /** A column that is not computed. */
    public Column(String name, boolean notNull, boolean hasDefault, boolean generated) {
      this(name, notNull, hasDefault, generated, false);
    }
  }
}
