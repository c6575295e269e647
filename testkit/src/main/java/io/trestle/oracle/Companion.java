package io.trestle.oracle;

import java.util.List;

/**
 * A further column under migration beside a scenario's own, in another phase at the same time.
 *
 * @param table its table, schema-qualified, as SQL; it has a column {@code id}
 * @param column the column, as SQL
 * @param type its type
 * @param value V
 * @param others two SQL expressions of other values
 * @param known whether the scenario's sessions know it
 * @param ahead by how many stages, in a circle, it is ahead of the scenario's own
 */
public record Companion(
    String table,
    String column,
    String type,
    String value,
    List<String> others,
    boolean known,
    int ahead) {

  public Companion {
    others = List.copyOf(others);
  }

  /** Where it stands while the scenario's own column is in a stage. */
  Stage stage(Stage own) {
    return Stage.ALL.get((Stage.ALL.indexOf(own) + ahead) % Stage.ALL.size());
  }
}
