package io.trestle.migrator.plan;

import io.trestle.catalog.RuledColumn;
import io.trestle.catalog.jdbc.ColumnResolver;
import io.trestle.rules.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that other migrations have under rules. A derived V reads none of them:
 * nodes refuse such rules, and with them all statements of tables under a rule.
 */
final class OtherMigrations {

  /** Whether there is a rule store that the role may read; another one it cannot begin in. */
  private static final String READABLE =
      """
      SELECT pg_catalog.count(*) = 2
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'trestle' AND c.relname IN ('migration', 'new_column')
         AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
         AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
      """;

  private static final String OPEN =
      """
      SELECT m.name, c.name, c.type, c.collation_name, c.value, c.resolved_value, c.derived,
             c.default_value, c.nullable, c.existed
        FROM trestle.migration m JOIN trestle.new_column c ON c.migration = m.id
       WHERE m.ended IS NULL AND m.table_schema = ? AND m.table_name = ?
       ORDER BY m.id, c.ordinal
      """;

  private record Open(String migration, NewColumn column) {}

  private final Connection connection;
  private final Table table;

  private OtherMigrations(Connection connection, Table table) {
    this.connection = connection;
    this.table = table;
  }

  /**
   * Sees to it that no value of the columns reads a column under a rule, and that none of them is
   * read by the value of such a column.
   *
   * @param connection in no transaction, with an engine's settings
   */
  static void requireApart(Connection connection, TableFacts facts, List<ResolvedColumn> columns)
      throws UnplannableException, SQLException {
    new OtherMigrations(connection, facts.table()).requireApart(columns);
  }

  private void requireApart(List<ResolvedColumn> columns)
      throws UnplannableException, SQLException {
    Set<String> own = columns.stream().map(ResolvedColumn::name).collect(Collectors.toSet());
    for (Open open : open()) {
      if (own.contains(open.column().name())) {
        continue; // who begins it is told that it has begun
      }
      for (ResolvedColumn column : columns) {
        requireNotReadBy(column, open);
      }
      requireReadsNone(open, own);
    }
  }

  private List<Open> open() throws SQLException {
    boolean readable = Queries.list(connection, READABLE, row -> row.getBoolean(1)).get(0);
    return readable
        ? Queries.list(connection, OPEN, OtherMigrations::open, table.schema(), table.name())
        : List.of();
  }

  private static Open open(ResultSet row) throws SQLException {
    return new Open(
        row.getString(1),
        new NewColumn(
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getBoolean(7),
            row.getString(8),
            row.getBoolean(9),
            row.getBoolean(10)));
  }

  private static void requireNotReadBy(ResolvedColumn column, Open open)
      throws UnplannableException {
    String name = open.column().name();
    if (column.value() != null && column.value().sources().contains(name)) {
      throw new UnplannableException(
          "value %s of column %s reads column %s, which migration %s has under a rule; expected a value over other columns, or this one when that migration has ended"
              .formatted(column.column().value(), column.name(), name, open.migration()));
    }
  }

  private void requireReadsNone(Open open, Set<String> own)
      throws UnplannableException, SQLException {
    for (String source : sources(open.column())) {
      if (own.contains(source)) {
        throw new UnplannableException(
            "column %s is read by the value %s of column %s, which migration %s has under a rule; expected another name, or this one when that migration has ended"
                .formatted(source, open.column().value(), open.column().name(), open.migration()));
      }
    }
  }

  /** What the value of a column is computed from; nothing where it cannot be computed any more. */
  private Set<String> sources(NewColumn column) throws SQLException {
    if (!column.derived()) {
      return Set.of();
    }
    @Nullable RuledColumn resolved;
    try {
      resolved =
          ColumnResolver.resolve(
              connection,
              column.toRule(table, Phase.ABSENT, RuleOptions.DEFAULTS),
              Set.of(column.name()));
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      return Set.of();
    }
    return resolved == null || resolved.derived() == null ? Set.of() : resolved.derived().sources();
  }
}
