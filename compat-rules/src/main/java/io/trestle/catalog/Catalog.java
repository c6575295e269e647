package io.trestle.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable picture of a database's relations at one moment.
 *
 * @param relations by name, all schemas together: what an unqualified name may mean
 * @param columns what the database says of each rule's column, by {@code Rule.name()}
 */
public record Catalog(Map<String, List<Relation>> relations, Map<String, RuledColumn> columns) {

  public Catalog {
    relations = Map.copyOf(relations);
    columns = Map.copyOf(columns);
  }

  /** All relations of that name, whatever their schema. */
  public List<Relation> named(String name) {
    return relations.getOrDefault(name, List.of());
  }

  /** The relation of that schema and name. */
  public Optional<Relation> find(String schema, String name) {
    return named(name).stream().filter(relation -> relation.schema().equals(schema)).findFirst();
  }
}
