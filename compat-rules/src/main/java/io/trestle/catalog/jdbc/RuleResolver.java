package io.trestle.catalog.jdbc;

import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.HeldValue;
import io.trestle.engine.HeldValue.Family;
import io.trestle.rules.Rule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the database say what a rule's type, collation and value are, independent of any session's
 * settings.
 */
final class RuleResolver {

  private static final String TYPE =
      """
      SELECT t.oid, n.nspname, t.typname, t.typcategory, t.typsend::pg_catalog.regproc::text,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname),
             t.typmodin::pg_catalog.oid <> 0::pg_catalog.oid,
             coalesce(b.oid, t.oid)::pg_catalog.regtype::pg_catalog.text, t.typtypmod
        FROM pg_catalog.pg_type t
        LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       WHERE t.oid = pg_catalog.to_regtype(?)::pg_catalog.oid
      """;

  private static final String COLLATION =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.collname)
        FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
       WHERE c.oid IN (pg_catalog.to_regcollation(?)::pg_catalog.oid,
                       pg_catalog.to_regcollation(pg_catalog.quote_ident(?))::pg_catalog.oid)
      """;

  private RuleResolver() {}

  /**
   * Resolves a rule.
   *
   * @param ruled the names of all columns of its table that are under a rule
   * @return null where the value is computed from the columns of a table that does not exist
   * @throws SQLException when the type or collation does not exist, or the value does not fit the
   *     type
   */
  static @Nullable RuledColumn resolve(Connection connection, Rule rule, Set<String> ruled)
      throws SQLException {
    setSearchPath(connection, rule.schema());
    try (PreparedStatement statement = connection.prepareStatement(TYPE)) {
      statement.setString(1, rule.type());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException(
              "%s: rule %s: type \"%s\" does not exist"
                  .formatted(rule.origin(), rule.name(), rule.type()));
        }
        return resolve(connection, rule, ruled, row);
      }
    }
  }

  /** A type without schema is looked for beside the table, as its owner would write it. */
  private static void setSearchPath(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_catalog.set_config('search_path',"
                + " 'pg_catalog, ' || pg_catalog.quote_ident(?) || ', public', false)")) {
      statement.setString(1, schema);
      statement.execute();
    }
  }

  private static @Nullable RuledColumn resolve(
      Connection connection, Rule rule, Set<String> ruled, ResultSet type) throws SQLException {
    String typeSql = typeSql(rule.type(), type.getString(3), type.getString(6));
    String collation = collation(connection, rule);
    if (rule.isDerived()) {
      DerivedValue derived = DerivedResolver.resolve(connection, rule, ruled, typeSql, collation);
      if (derived == null || !derived.columns().isEmpty()) {
        return derived == null
            ? null
            : new RuledColumn(typeSql, type.getInt(1), collation, derived);
      } // else it is the same for all rows
    }
    String text = text(connection, rule, "value", rule.value(), typeSql);
    if (text == null) {
      return new RuledColumn(
          typeSql, type.getInt(1), collation, RuledColumn.NULL, HeldValue.UNKNOWN);
    }
    byte[] binary = binary(connection, text, typeSql, type.getString(5));
    boolean scaled = typeSql.endsWith(")") || type.getInt(9) >= 0;
    Family family =
        switch (type.getString(8)) {
          case "smallint", "integer", "bigint" -> Family.INTEGER;
          case "numeric" -> scaled ? Family.SCALED : Family.DECIMAL;
          case "real", "double precision" -> Family.FLOAT;
          case "boolean" -> Family.BOOLEAN;
          default -> Family.OTHER;
        };
    RuledColumn column =
        new RuledColumn(
            typeSql,
            type.getInt(1),
            collation,
            Literals.quote(text),
            new HeldValue(text, binary, family));
    if (rule.defaultValue() == null) {
      return column;
    }
    String defaultText =
        Objects.requireNonNull(text(connection, rule, "default", rule.defaultValue(), typeSql));
    return defaultText.equals(text) ? column : column.withDefault(Literals.quote(defaultText));
  }

  /**
   * The type's qualified name with the modifier of the rule: {@code numeric(6,2)} → {@code
   * pg_catalog."numeric"(6,2)}.
   */
  private static String typeSql(String written, String name, String qualified) {
    int open = written.indexOf('(');
    int close = written.lastIndexOf(')');
    String folded = written.toLowerCase(Locale.ROOT).strip();
    if (name.equals("interval")) {
      return written;
    } else if (open > 0 && close > open) {
      return qualified + written.substring(open, close + 1);
    } else if (folded.equals("char") || folded.equals("character") || folded.equals("bit")) {
      return qualified + "(1)";
    }
    return qualified;
  }

  /**
   * @param key under which the constant stands in the rule
   */
  private static @Nullable String text(
      Connection connection, Rule rule, String key, String constant, String typeSql)
      throws SQLException {
    // It was shown to be one expression when the rules were read, so that it can stand here as it
    // is.
    String sql = "SELECT (CAST((" + constant + ") AS " + typeSql + "))::text";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      String text = row.getString(1);
      if (text == null && !rule.nullable()) {
        throw new SQLException(
            "%s: rule %s: %s %s is NULL; expected a value that is not"
                .formatted(rule.origin(), rule.name(), key, constant));
      }
      return text;
    } catch (SQLException e) {
      throw new SQLException(
          "%s: rule %s: %s %s does not fit type %s: %s"
              .formatted(rule.origin(), rule.name(), key, constant, rule.type(), e.getMessage()),
          e);
    }
  }

  private static byte[] binary(
      Connection connection, String text, String typeSql, String sendFunction) throws SQLException {
    if (sendFunction.equals("-")) {
      return new byte[0];
    }
    String sql =
        "SELECT " + sendFunction + "(CAST(" + Literals.quote(text) + " AS " + typeSql + "))";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBytes(1);
    }
  }

  private static @Nullable String collation(Connection connection, Rule rule) throws SQLException {
    if (rule.collation() == null) {
      return null;
    }
    try (PreparedStatement statement = connection.prepareStatement(COLLATION)) {
      statement.setString(1, rule.collation());
      statement.setString(2, rule.collation());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException(
              "%s: rule %s: collation \"%s\" does not exist"
                  .formatted(rule.origin(), rule.name(), rule.collation()));
        }
        return row.getString(1);
      }
    }
  }
}
