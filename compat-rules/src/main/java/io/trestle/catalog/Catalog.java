package io.trestle.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable picture of a database's relations at one moment.
 *
 * @param relations by name, all schemas together: what an unqualified name may mean
 * @param columns what the database says of each rule's column, by {@code Rule.name()}
 * @param aggregates the names of all aggregate functions
 * @param searchPaths what search_path sessions have by default
 */
public record Catalog(
    Map<String, List<Relation>> relations,
    Map<String, RuledColumn> columns,
    Set<String> aggregates,
    DefaultSearchPaths searchPaths) {

  /** Knows nothing: for a database in which no rule holds. */
  public static final Catalog EMPTY =
      new Catalog(Map.of(), Map.of(), Set.of(), new DefaultSearchPaths(null, Map.of()));

  public Catalog {
    relations = Map.copyOf(relations);
    columns = Map.copyOf(columns);
    aggregates = Set.copyOf(aggregates);
  }

  /** All relations of that name, whatever their schema. */
  public List<Relation> named(String name) {
    return relations.getOrDefault(name, List.of());
  }

  /** The relation of that schema and name. */
  public Optional<Relation> find(String schema, String name) {
    return named(name).stream().filter(relation -> relation.schema().equals(schema)).findFirst();
  }

  /** Whether a function of that name may be an aggregate. */
  public boolean isAggregate(String function) {
    return aggregates.contains(function);
  }
}
