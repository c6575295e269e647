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
 * @param companions further columns, whose rules come behind the scenario's own
 * @param sources the columns that V is computed from; empty where it is a constant
 * @param filledFrom the first phase in which the database has what fills the column: the trigger of
 *     a derived one, the default of another
 * @param options further keys of the rule, each as {@code key: value}
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
    List<String> caseFiles,
    List<Companion> companions,
    List<String> sources,
    String filledFrom,
    List<String> options) {

  /** The option by which what cannot be treated is passed. */
  static final String PASS = "untreatable: pass";

  private static final String DEFAULT = "default: ";
  private static final String NULLABLE = "nullable: true";

  /** A scenario of one column. */
  public Scenario(
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
    this(
        name,
        table,
        column,
        type,
        collation,
        value,
        others,
        audience,
        knownBy,
        schemaFiles,
        caseFiles,
        List.of(),
        List.of(),
        "readable",
        List.of());
  }

  public Scenario {
    others = List.copyOf(others);
    schemaFiles = List.copyOf(schemaFiles);
    caseFiles = List.copyOf(caseFiles);
    companions = List.copyOf(companions);
    sources = List.copyOf(sources);
    options = List.copyOf(options);
  }

  /** The same with further columns under migration. */
  public Scenario with(Companion... others) {
    return copy(caseFiles, List.of(others), sources, filledFrom, options);
  }

  /** The same with a V that is computed from other columns of its row. */
  public Scenario derivedFrom(String... columns) {
    return copy(caseFiles, companions, List.of(columns), filledFrom, options);
  }

  /** The same with other cases. */
  public Scenario withCases(String... files) {
    return copy(List.of(files), companions, sources, filledFrom, options);
  }

  /** The same with a database that does not fill the column before a phase. */
  public Scenario filledFrom(String phase) {
    return copy(caseFiles, companions, sources, phase, options);
  }

  /** The same with further keys of the rule, each as {@code key: value}. */
  public Scenario withOptions(String... lines) {
    return copy(caseFiles, companions, sources, filledFrom, List.of(lines));
  }

  /** The same with a default that is not V; the database has it from readable on. */
  public Scenario withDefault(String constant) {
    return withOptions(DEFAULT + quoted(constant));
  }

  /** The same with a column that allows NULL, in the target too. */
  public Scenario nullable() {
    return withOptions(NULLABLE);
  }

  /** Whether the target allows NULL in the column. */
  boolean isNullable() {
    return options.contains(NULLABLE);
  }

  /** What the column's default is set to in a stage; null for none. */
  @Nullable String defaultIn(Stage stage) {
    boolean absent = stage.phase().equals("absent");
    if (!filledFrom.equals("readable") && stage.isBefore(filledFrom)) {
      return null;
    }
    return options.stream()
        .filter(option -> option.startsWith(DEFAULT) && !absent)
        .map(option -> option.substring(DEFAULT.length() + 1, option.length() - 1))
        .findFirst()
        .orElse(value);
  }

  private Scenario copy(
      List<String> caseFiles,
      List<Companion> companions,
      List<String> sources,
      String filledFrom,
      List<String> options) {
    return new Scenario(
        name,
        table,
        column,
        type,
        collation,
        value,
        others,
        audience,
        knownBy,
        schemaFiles,
        caseFiles,
        companions,
        sources,
        filledFrom,
        options);
  }

  /** Whether V is computed from other columns of its row. */
  boolean isDerived() {
    return !sources.isEmpty();
  }

  /** Whether the rule says that what cannot be treated is passed. */
  boolean passes() {
    return options.contains(PASS);
  }

  /** The rules file for a stage. */
  public String rules(Stage stage) {
    StringBuilder yaml = new StringBuilder("rules:\n");
    yaml.append("  - table: ").append(quoted(table)).append('\n');
    line(yaml, "column", quoted(column));
    line(yaml, "type", quoted(type));
    line(yaml, "value", quoted(value));
    if (!isNullable()) {
      line(yaml, "nullable", "false");
    }
    line(yaml, "phase", stage.phase());
    if (collation != null) {
      line(yaml, "collation", quoted(collation));
    }
    if (knownBy != null) {
      line(yaml, "known-by", "");
      yaml.append("      - application-name: ").append(quoted(knownBy)).append('\n');
    }
    options.forEach(option -> yaml.append("    ").append(option).append('\n'));
    for (Companion companion : companions) {
      companion(yaml, companion, companion.stage(stage));
    }
    return yaml.toString();
  }

  private static void companion(StringBuilder yaml, Companion companion, Stage stage) {
    yaml.append("  - table: ").append(quoted(companion.table())).append('\n');
    line(yaml, "column", quoted(companion.column()));
    line(yaml, "type", quoted(companion.type()));
    line(yaml, "value", quoted(companion.value()));
    line(yaml, "nullable", "false");
    line(yaml, "phase", stage.phase());
    if (!companion.known()) {
      line(yaml, "known-by", "");
      yaml.append("      - application-name: nobody\n");
    }
  }

  private static void line(StringBuilder yaml, String key, String value) {
    yaml.append("    ").append(key).append(":");
    yaml.append(value.isEmpty() ? "" : " ").append(value).append('\n');
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
