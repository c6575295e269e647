package io.trestle.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable picture of a database's relations at one moment.
 *
 * @param relations by name, all schemas together: what an unqualified name may mean
 * @param columns what the database says of each rule's column, by {@code Rule.name()}
 * @param aggregates the names of all aggregate functions
 * @param searchPaths what search_path sessions have by default
 * @param functions the names of the columns that functions give in FROM, none for a single value
 *     without a name of its own; a function whose overloads differ is left out
 * @param rowFunctions the names of all functions and aggregates that can be called with a row alone
 * @param setReturning the names of all functions that may give several rows
 * @param schemaUsers who may use which schema
 */
public record Catalog(
    Map<String, List<Relation>> relations,
    Map<String, RuledColumn> columns,
    Set<String> aggregates,
    DefaultSearchPaths searchPaths,
    Map<String, List<String>> functions,
    Set<String> rowFunctions,
    Set<String> setReturning,
    SchemaUsers schemaUsers) {

  /** Knows nothing: for a database in which no rule holds. */
  public static final Catalog EMPTY =
      new Catalog(Map.of(), Map.of(), Set.of(), new DefaultSearchPaths(null, Map.of()));

  /** Knows of no function, and of no schema that not everybody may use. */
  public Catalog(
      Map<String, List<Relation>> relations,
      Map<String, RuledColumn> columns,
      Set<String> aggregates,
      DefaultSearchPaths searchPaths) {
    this(relations, columns, aggregates, searchPaths, Map.of(), Set.of());
  }

  /** Knows of no schema that not everybody may use. */
  public Catalog(
      Map<String, List<Relation>> relations,
      Map<String, RuledColumn> columns,
      Set<String> aggregates,
      DefaultSearchPaths searchPaths,
      Map<String, List<String>> functions,
      Set<String> setReturning) {
    this(
        relations,
        columns,
        aggregates,
        searchPaths,
        functions,
        all(functions.keySet(), aggregates, setReturning),
        setReturning,
        SchemaUsers.ALL);
  }

  /** Which functions take a row is not known: each may. */
  private static Set<String> all(Set<String> functions, Set<String> more, Set<String> evenMore) {
    return Stream.of(functions, more, evenMore).flatMap(Set::stream).collect(Collectors.toSet());
  }

  public Catalog {
    relations = Map.copyOf(relations);
    columns = Map.copyOf(columns);
    aggregates = Set.copyOf(aggregates);
    functions = Map.copyOf(functions);
    rowFunctions = Set.copyOf(rowFunctions);
    setReturning = Set.copyOf(setReturning);
  }

  /** All relations of that name, whatever their schema. */
  public List<Relation> named(String name) {
    return relations.getOrDefault(name, List.of());
  }

  /** The relation of that schema and name. */
  public Optional<Relation> find(String schema, String name) {
    return named(name).stream().filter(relation -> relation.schema().equals(schema)).findFirst();
  }

  /**
   * The names of the columns that a function gives in FROM: none for a single value without a name
   * of its own; null where they are not known.
   */
  public @Nullable List<String> functionColumns(String function) {
    return functions.get(function);
  }

  /** Whether a function or aggregate of that name can be called with a row alone. */
  public boolean takesRow(String function) {
    return rowFunctions.contains(function);
  }

  /** Whether a function of that name may give several rows, or none. */
  public boolean isSetReturning(String function) {
    return setReturning.contains(function);
  }

  /** Whether a function of that name may be an aggregate. */
  public boolean isAggregate(String function) {
    return aggregates.contains(function);
  }
}
