package io.trestle.catalog.jdbc;

import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.jdbc.QualifiedExpression.UnqualifiableException;
import io.trestle.rewrite.ReadableExpression;
import io.trestle.rules.Rule;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the database judge and resolve a value that is computed from the row: as the expression of a
 * generated column of a temporary table with the same columns, in a transaction that is rolled
 * back. PostgreSQL wants of such an expression what is wanted here: immutable, over this row alone,
 * without subqueries and aggregates, and without other generated columns.
 */
final class DerivedResolver {

  private static final String COLUMNS =
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attgenerated <> '',
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.collname)
        FROM pg_catalog.pg_attribute a
        LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
       WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid =
             (SELECT r.oid FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
               WHERE s.nspname = ? AND r.relname = ? AND r.relkind IN ('r', 'p', 'v', 'm', 'f'))
       ORDER BY a.attnum
      """;

  private static final String EXPRESSION =
      """
      SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)
        FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_attribute a ON (a.attrelid, a.attnum) = (d.adrelid, d.adnum)
       WHERE a.attrelid = 'pg_temp.trestle_row'::pg_catalog.regclass AND a.attname = 'trestle value'
      """;

  private static final String COLLATION =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.collname)
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
        JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
       WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attname = 'trestle value'
      """;

  private static final String UNDEFINED_COLUMN = "42703";
  private static final String INDETERMINATE_COLLATION = "42P22";

  private final Connection connection;
  private final Rule rule;
  private final String typeSql;
  private final @Nullable String collationSql;
  private final Map<String, String> standIns = new HashMap<>();

  private DerivedResolver(
      Connection connection, Rule rule, String typeSql, @Nullable String collationSql) {
    this.connection = connection;
    this.rule = rule;
    this.typeSql = typeSql;
    this.collationSql = collationSql;
  }

  /**
   * Resolves a rule's value.
   *
   * @param ruled the names of all columns of the table that are under a rule
   * @return null where there is no such table
   * @throws SQLException when the value is none that a rule may have, or the database cannot say;
   *     the message names the rule and where it stands
   */
  static @Nullable DerivedValue resolve(
      Connection connection,
      Rule rule,
      Set<String> ruled,
      String typeSql,
      @Nullable String collationSql)
      throws SQLException {
    DerivedResolver resolver = new DerivedResolver(connection, rule, typeSql, collationSql);
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      return resolver.resolve(ruled);
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  private @Nullable DerivedValue resolve(Set<String> ruled) throws SQLException {
    List<String> definitions = definitions(ruled);
    if (definitions.isEmpty()) {
      return null;
    }
    try {
      execute("SET TRANSACTION READ WRITE");
      execute("CREATE TEMPORARY TABLE trestle_row (" + String.join(", ", definitions) + ")");
    } catch (SQLException e) {
      throw failure(
          "value %s cannot be looked at: %s; expected a server that is no replica, and a role with"
              + " the privilege TEMPORARY on the database",
          e);
    }
    generate(ruled);
    renameColumns(true);
    execute("SET LOCAL search_path = pg_catalog");
    QualifiedExpression expression;
    try {
      expression = QualifiedExpression.of(text(EXPRESSION, null), standIns);
    } catch (UnqualifiableException e) {
      throw new SQLException(
          "%s: rule %s: value %s has %s, whose meaning depends on a session's search_path; expected %s"
              .formatted(rule.origin(), rule.name(), rule.value(), e.getMessage(), e.instead()),
          e);
    }
    renameColumns(false);
    DerivedValue value = expression.value(collation(expression));
    if (!ReadableExpression.isReadable(value.over("r"))) {
      throw new SQLException(
          "%s: rule %s: value %s becomes %s, which Trestle's parser cannot read; expected another form of it"
              .formatted(rule.origin(), rule.name(), rule.value(), value.over("r")));
    }
    return value.with(SourceColumnReader.read(connection, rule, value.sources()));
  }

  /** The table's columns but for those under a rule. Generated ones stay that, to be told apart. */
  private List<String> definitions(Set<String> ruled) throws SQLException {
    List<String> definitions = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, rule.schema());
      statement.setString(2, rule.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString(1);
          if (!ruled.contains(name)) {
            standIns.put("trestle column " + (standIns.size() + 1), name);
            definitions.add(definition(name, row));
          }
        }
      }
    }
    return definitions;
  }

  private static String definition(String name, ResultSet row) throws SQLException {
    String collate = row.getString(4) == null ? "" : " COLLATE " + row.getString(4);
    String type = row.getString(2);
    String generated =
        row.getBoolean(3) ? " GENERATED ALWAYS AS (CAST(NULL AS " + type + ")) STORED" : "";
    return Literals.name(name) + " " + type + collate + generated;
  }

  private void generate(Set<String> ruled) throws SQLException {
    String collate = collationSql == null ? "" : " COLLATE " + collationSql;
    try {
      execute(
          "ALTER TABLE pg_temp.trestle_row ADD COLUMN \"trestle value\" "
              + typeSql
              + collate
              + " GENERATED ALWAYS AS (\n"
              + rule.value()
              + "\n) STORED");
    } catch (SQLException e) {
      if (UNDEFINED_COLUMN.equals(e.getSQLState()) && names(ruled)) {
        throw failure(
            "value %s reads a column under a rule: %s; expected a value over other columns", e);
      }
      if (INDETERMINATE_COLLATION.equals(e.getSQLState())) {
        throw failure(
            "value %s has a function over constants alone, or over columns of several collations:"
                + " %s; expected its result written out, or a COLLATE",
            e);
      }
      throw failure(
          "value %s cannot be computed: %s; expected an immutable expression over the table's other"
              + " columns that fits type "
              + rule.type(),
          e);
    }
  }

  private boolean names(Set<String> ruled) {
    try {
      Tokens tokens = Tokens.of(rule.value(), true);
      for (int i = 0; i < tokens.size(); i++) {
        if (tokens.get(i).isName() && ruled.contains(tokens.get(i).value())) {
          return true;
        }
      }
      return false;
    } catch (LexerException broken) {
      return false;
    }
  }

  /** Gives the columns names by which they are known from anything else in the expression. */
  private void renameColumns(boolean toStandIns) throws SQLException {
    for (Map.Entry<String, String> entry : standIns.entrySet()) {
      String from = toStandIns ? entry.getValue() : entry.getKey();
      String to = toStandIns ? entry.getKey() : entry.getValue();
      execute(
          "ALTER TABLE pg_temp.trestle_row RENAME COLUMN %s TO %s"
              .formatted(Literals.name(from), Literals.name(to)));
    }
  }

  /**
   * The collation that has to be put on the value; null where it has the column's by itself. Shows
   * too that the qualified expression can be read.
   */
  private @Nullable String collation(QualifiedExpression expression) throws SQLException {
    String value = expression.value(null).over("r");
    Savepoint before = connection.setSavepoint();
    @Nullable String own = null;
    try {
      execute(
          "CREATE TEMPORARY TABLE trestle_value AS SELECT CAST(%s AS %s) AS \"trestle value\" FROM pg_temp.trestle_row AS r WITH NO DATA"
              .formatted(value, typeSql));
      own = text(COLLATION, "pg_temp.trestle_value");
    } catch (SQLException e) {
      if (!INDETERMINATE_COLLATION.equals(e.getSQLState())) {
        throw failure("value %s cannot be qualified: %s; expected another form of it", e);
      }
      connection.rollback(before);
    }
    String wanted = text(COLLATION, "pg_temp.trestle_row");
    return wanted != null && (expression.collates() || !wanted.equals(own)) ? wanted : null;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private @Nullable String text(String query, @Nullable String parameter) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      if (parameter != null) {
        statement.setString(1, parameter);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private SQLException failure(String what, SQLException cause) {
    return new SQLException(
        "%s: rule %s: %s"
            .formatted(
                rule.origin(), rule.name(), what.formatted(rule.value(), cause.getMessage())),
        cause);
  }
}
