package io.trestle.driver;

import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The settings of the driver: in the URL, behind {@code ?}, or in the properties of a connection.
 * All begin with {@code trestle.}; none of them is handed on to the PostgreSQL driver.
 */
public enum DriverSetting {
  /** The rules file. Read again when it changes. Without one every statement passes as it is. */
  RULES(
      "trestle.rules",
      null,
      "the rules file; it is read again when it changes; without one nothing is rewritten",
      List.of()),

  /** The store from which rules come, for all who use the database. */
  STORE(
      "trestle.store",
      null,
      "follows the rule store: true for that of the connection's own database, as its own user; or"
          + " the JDBC URL (jdbc:postgresql://…, with user and password) of the database under"
          + " migration",
      List.of()),

  /** How the catalog is looked up; by default as the connection itself is made. */
  CATALOG(
      "trestle.catalog",
      null,
      "JDBC URL (jdbc:postgresql://…, with user and password) for looking up the catalog; by default"
          + " that of the connection",
      List.of()),

  /** What {@code DatabaseMetaData.getColumns} shows of a column under a rule. */
  METADATA(
      "trestle.metadata",
      "truth",
      "what DatabaseMetaData.getColumns shows of a column under a rule: the database as it is, or"
          + " the target, in which the column is there",
      List.of("truth", "target")),

  /** How long the analysis of a statement may take, in milliseconds. */
  ANALYSIS_DEADLINE(
      "trestle.analysis-deadline",
      "5000",
      "milliseconds after which the analysis of a statement is given up and the statement refused,"
          + " 1 to 600000",
      List.of()),

  /** Whether every statement goes the way of those that a rule concerns. */
  FORCE_ANALYSIS(
      "trestle.force-analysis",
      "false",
      "for tests: every statement is cut, analysed and put together again though no rule concerns"
          + " it",
      List.of("false", "true"));

  static final String PREFIX = "trestle.";

  private static final String POSTGRESQL = "jdbc:postgresql:";

  private static final int MAX_DEADLINE = 600_000;

  private final String key;
  private final @Nullable String defaultValue;
  private final String meaning;
  private final List<String> choices;

  DriverSetting(String key, @Nullable String defaultValue, String meaning, List<String> choices) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
    this.choices = choices;
  }

  /** Its name, as in {@code trestle.rules}. */
  public String key() {
    return key;
  }

  /** What it is where it is not given; null for nothing. */
  public @Nullable String defaultValue() {
    return defaultValue;
  }

  /** What it means, in a line. */
  public String meaning() {
    return meaning;
  }

  /** The values it may have; empty where there is no list of them. */
  public List<String> choices() {
    return choices;
  }

  DriverPropertyInfo info(@Nullable String value) {
    DriverPropertyInfo info = new DriverPropertyInfo(key, value == null ? defaultValue : value);
    info.description = meaning;
    info.choices = choices.isEmpty() ? null : choices.toArray(String[]::new);
    return info;
  }

  /**
   * The setting of that name.
   *
   * @throws SQLException SQLSTATE 22023 when there is none
   */
  static DriverSetting of(String key, String value) throws SQLException {
    for (DriverSetting setting : values()) {
      if (setting.key.equals(key)) {
        return setting;
      }
    }
    throw new SQLException(
        "trestle: unknown setting "
            + key
            + "="
            + value
            + "; there are "
            + Arrays.stream(values()).map(DriverSetting::key).collect(Collectors.joining(", ")),
        "22023");
  }

  private SQLException wrong(String value, String expected) {
    return new SQLException(
        "trestle: " + key + "=" + value + " is wrong: expected " + expected, "22023");
  }

  /** Checks a value as far as that can be done without looking anywhere. */
  void check(String value) throws SQLException {
    if (!choices.isEmpty() && !choices.contains(value)) {
      throw wrong(value, "one of " + String.join(", ", choices));
    }
    switch (this) {
      case ANALYSIS_DEADLINE -> deadline(value);
      case RULES -> {
        if (value.isBlank()) {
          throw wrong(value, "the path of a rules file");
        }
      }
      case STORE -> {
        if (!value.equals("true")
            && (!value.startsWith(POSTGRESQL) || Driver.parseURL(value, null) == null)) {
          throw wrong(
              value.replaceAll("\\?.*", "?…"),
              "true, or jdbc:postgresql://HOST:PORT/DATABASE?user=…");
        }
      }
      case CATALOG -> {
        if (!value.startsWith(POSTGRESQL)) {
          throw wrong(
              value.replaceAll("\\?.*", "?…"), "jdbc:postgresql://HOST:PORT/DATABASE?user=…");
        }
      }
      case METADATA, FORCE_ANALYSIS -> {
        // has choices
      }
    }
  }

  Duration deadline(String value) throws SQLException {
    try {
      int millis = Integer.parseInt(value);
      if (millis >= 1 && millis <= MAX_DEADLINE) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException noNumber) {
      // is said below
    }
    throw wrong(value, "milliseconds, 1 to " + MAX_DEADLINE);
  }
}
