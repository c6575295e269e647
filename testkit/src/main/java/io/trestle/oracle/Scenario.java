package io.trestle.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule and the cases that are run under it.
 *
 * @param name its name in reports and in the names of databases: lower-case letters and underscores
 * @param table the table, schema-qualified, as SQL
 * @param column the column, as SQL
 * @param type its type
 * @param collation its collation as the rule writes it, or null for the type's own
 * @param value V
 * @param others two SQL expressions of other values
 * @param audience what the sessions know
 * @param knownBy the application_name of sessions that know the column, {@code *} standing for
 *     anything; null: all do
 * @param schemaFiles resources below {@code oracle/} that make its tables, in that order
 * @param caseFiles resources below {@code oracle/}
 */
public record Scenario(
    String name,
    String table,
    String column,
    String type,
    @Nullable String collation,
    String value,
    List<String> others,
    Audience audience,
    @Nullable String knownBy,
    List<String> schemaFiles,
    List<String> caseFiles) {

  public Scenario {
    others = List.copyOf(others);
    schemaFiles = List.copyOf(schemaFiles);
    caseFiles = List.copyOf(caseFiles);
  }

  String columnDefinition() {
    String collate = collation == null ? "" : " COLLATE \"" + collation + "\"";
    return column + " " + type + collate;
  }

  /** The rules file for a stage. */
  public String rules(Stage stage) {
    StringBuilder yaml = new StringBuilder("rules:\n");
    yaml.append("  - table: ").append(quoted(table)).append('\n');
    line(yaml, "column", quoted(column));
    line(yaml, "type", quoted(type));
    line(yaml, "value", quoted(value));
    line(yaml, "nullable", "false");
    line(yaml, "phase", stage.phase());
    if (collation != null) {
      line(yaml, "collation", quoted(collation));
    }
    if (knownBy != null) {
      line(yaml, "known-by", "");
      yaml.append("      - application-name: ").append(quoted(knownBy)).append('\n');
    }
    return yaml.toString();
  }

  private static void line(StringBuilder yaml, String key, String value) {
    yaml.append("    ").append(key).append(":");
    yaml.append(value.isEmpty() ? "" : " ").append(value).append('\n');
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
