package io.trestle.generator;

import java.util.List;

/**
 * An item of a FROM clause.
 *
 * @param qualifier what SQL calls it, as it is written; empty where it has no name
 * @param columns its columns in their order
 * @param table whether it is a table of the schema, so that it can be locked
 * @param key whether its column {@code id} is its primary key
 */
record Relation(String qualifier, List<Column> columns, boolean table, boolean key) {

  Relation {
    columns = List.copyOf(columns);
  }

  boolean has(String column) {
    return columns.stream().anyMatch(each -> each.name().equals(column));
  }
}
