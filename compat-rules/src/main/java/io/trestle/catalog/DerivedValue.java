package io.trestle.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value V that is computed from the row's other columns, in a form that means the same in every
 * session: all it names is qualified. Immutable.
 *
 * @param texts SQL before, between and behind the columns; one more than there are columns
 * @param columns the columns it reads, in the order in which they stand in it
 * @param sources the names of all columns that it depends on
 * @param collationSql the collation that has to be put on it so that it has the column's, schema-
 *     qualified; null where it has that of itself
 * @param inputs what is known of the columns that it depends on, by name; one that is missing is of
 *     a type of which nothing is certain
 */
public record DerivedValue(
    List<String> texts,
    List<String> columns,
    Set<String> sources,
    @Nullable String collationSql,
    Map<String, SourceColumn> inputs) {

  /** A value of whose columns nothing more is known. */
  public DerivedValue(
      List<String> texts,
      List<String> columns,
      Set<String> sources,
      @Nullable String collationSql) {
    this(texts, columns, sources, collationSql, Map.of());
  }

  public DerivedValue {
    texts = List.copyOf(texts);
    columns = List.copyOf(columns);
    sources = Set.copyOf(sources);
    inputs = Map.copyOf(inputs);
    if (texts.size() != columns.size() + 1) {
      throw new IllegalArgumentException(texts.size() + " texts around " + columns.size());
    }
  }

  /** The same with what is known of its columns. */
  public DerivedValue with(Map<String, SourceColumn> known) {
    return new DerivedValue(texts, columns, sources, collationSql, known);
  }

  /**
   * V over the row of a relation.
   *
   * @param relation how SQL refers to the relation
   */
  public String over(String relation) {
    return with(relation + ".");
  }

  /** V over the row at hand: its columns are names without a relation. */
  public String unqualified() {
    return with("");
  }

  private String with(String prefix) {
    StringBuilder sql = new StringBuilder(texts.get(0));
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i).replace("\"", "\"\"");
      sql.append(prefix).append('"').append(column).append('"').append(texts.get(i + 1));
    }
    return sql.toString();
  }
}
