package io.trestle.migrator.plan;

import io.trestle.catalog.RuledColumn;
import io.trestle.catalog.jdbc.ColumnResolver;
import io.trestle.migrator.plan.AddColumns.ColumnConstraint;
import io.trestle.migrator.plan.AddColumns.ColumnDefinition;
import io.trestle.migrator.plan.AddColumns.Kind;
import io.trestle.migrator.plan.Added.AddedColumn;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what V of each column is, as an engine will have it. Works in transactions of its own,
 * and changes the session's settings; not thread-safe.
 */
final class ColumnValues {

  private static final String CONSTANT =
      "expected a constant, such as 'pending', 0 or DATE '2026-01-01'";

  private final Connection connection;
  private final TableFacts facts;
  private final AddColumns statement;
  private final PlanOptions options;
  private final Set<String> names;

  ColumnValues(Connection connection, TableFacts facts, AddColumns statement, PlanOptions options) {
    this.connection = connection;
    this.facts = facts;
    this.statement = statement;
    this.options = options;
    this.names =
        statement.columns().stream().map(ColumnDefinition::name).collect(Collectors.toSet());
  }

  /**
   * Resolves V of a column.
   *
   * @throws UnplannableException where it has none, or one that a rule may not have
   */
  ResolvedColumn resolve(ColumnDefinition definition, AddedColumn added)
      throws UnplannableException, SQLException {
    @Nullable String given = given(definition.name());
    if (!added.notNull()) {
      return nullable(definition, added, given);
    } else if (given == null && added.defaultSql() == null) {
      throw new UnplannableException(
          "column %s is NOT NULL and has no DEFAULT, so that nothing says what rows that exist hold; expected a DEFAULT, or --value SQL"
              .formatted(definition.name()));
    }
    ColumnConstraint written = definition.first(Kind.DEFAULT);
    @Nullable String own = null;
    if (added.defaultSql() != null && written != null) {
      own = constantDefault(definition, added, written.sql());
    }
    Rule rule =
        given == null
            ? rule(added, Objects.requireNonNull(added.defaultSql()), null, "DEFAULT")
            : rule(added, given, own, "--value");
    RuledColumn resolved = resolve(rule);
    if (resolved.derived() != null && own != null) {
      throw new UnplannableException(
          "column %s has DEFAULT %s beside a value that is computed from the row; expected no DEFAULT: a trigger gives new rows the value"
              .formatted(definition.name(), written == null ? own : written.sql()));
    }
    if (resolved.derived() == null) {
      requireFit(rule, rule.value());
    }
    return resolved(definition, added, given == null ? null : given, resolved);
  }

  /**
   * NULL cannot be told from a row that is not filled, so that all rows have to get the DEFAULT.
   */
  private ResolvedColumn nullable(
      ColumnDefinition definition, AddedColumn added, @Nullable String given)
      throws UnplannableException, SQLException {
    ColumnConstraint written = definition.first(Kind.DEFAULT);
    String literal =
        written == null || added.defaultSql() == null
            ? RuledColumn.NULL
            : constantDefault(definition, added, written.sql());
    RuledColumn resolved = resolve(rule(added, literal, null, "DEFAULT"));
    if (resolved.isNull()) {
      requireNoDefaultOfType(definition, added);
    }
    if (given != null) {
      RuledColumn wanted = resolve(rule(added, given, null, "--value"));
      if (!Objects.equals(wanted.valueLiteral(), resolved.valueLiteral())) {
        throw new UnplannableException(
            "column %s allows NULL, which cannot be told from a row that is not filled yet, so that rows that exist get its DEFAULT, %s, and not %s; expected NOT NULL, which can be dropped when the migration is complete, or that value as DEFAULT"
                .formatted(definition.name(), written == null ? "NULL" : written.sql(), given));
      }
    }
    return resolved(definition, added, null, resolved);
  }

  /** A domain may have a DEFAULT of its own, which a column of it has that is given none. */
  private void requireNoDefaultOfType(ColumnDefinition definition, AddedColumn added)
      throws UnplannableException, SQLException {
    String query =
        "SELECT typdefault FROM pg_catalog.pg_type WHERE oid = %s::pg_catalog.regtype AND typdefault IS NOT NULL"
            .formatted(SqlText.literal(added.type()));
    List<String> found = Queries.list(connection, query, row -> row.getString(1));
    if (!found.isEmpty()) {
      throw new UnplannableException(
          "column %s is of type %s, which has a DEFAULT of its own, %s; expected the column with a DEFAULT that is not NULL"
              .formatted(definition.name(), added.type(), found.get(0)));
    }
  }

  private ResolvedColumn resolved(
      ColumnDefinition definition,
      AddedColumn added,
      @Nullable String given,
      RuledColumn resolved) {
    ColumnConstraint written = definition.first(Kind.DEFAULT);
    boolean derived = resolved.derived() != null;
    String value =
        derived
            ? resolved.derived().unqualified()
            : Objects.requireNonNull(resolved.valueLiteral());
    NewColumn column =
        new NewColumn(
            definition.name(),
            added.type(),
            added.collation(),
            given != null ? given : written == null ? value : written.sql(),
            value,
            derived,
            resolved.defaultLiteral(),
            !added.notNull(),
            facts.columns().get(definition.name()) != null);
    return new ResolvedColumn(
        column,
        added,
        resolved.derived(),
        defaultSql(added, resolved),
        facts.columns().get(definition.name()));
  }

  private static @Nullable String defaultSql(AddedColumn added, RuledColumn resolved) {
    if (resolved.derived() != null || resolved.isNull()) {
      return null;
    }
    return added.defaultSql() != null ? added.defaultSql() : resolved.valueLiteral();
  }

  private @Nullable String given(String column) throws UnplannableException {
    @Nullable String value = options.values().get(column);
    if (value == null && statement.columns().size() == 1) {
      value = options.value();
    }
    if (value == null) {
      return null;
    }
    Tokens tokens;
    try {
      tokens = Tokens.of(value, true);
    } catch (LexerException e) {
      throw new UnplannableException(
          "--value of column %s: %s: %s; expected SQL".formatted(column, value, e.getMessage()), e);
    }
    if (tokens.size() == 0 || (tokens.size() == 1 && tokens.isWord(0, "null"))) {
      throw new UnplannableException(
          "--value of column %s is %s; expected a value that is not NULL"
              .formatted(column, tokens.size() == 0 ? "empty" : "NULL"));
    }
    return value;
  }

  /** The column's DEFAULT as a literal of its type. */
  private String constantDefault(ColumnDefinition definition, AddedColumn added, String written)
      throws UnplannableException, SQLException {
    String problem = rule(added, written, null, "DEFAULT").valueProblem();
    if (problem != null) {
      throw new UnplannableException(
          "DEFAULT %s of column %s %s, so that it is no value that all rows hold; expected a constant DEFAULT; set this one when the migration is complete (ALTER TABLE … ALTER COLUMN %s SET DEFAULT %s)"
              .formatted(
                  written, definition.name(), problem, Table.quote(definition.name()), written));
    }
    Rule rule = rule(added, Objects.requireNonNull(added.defaultSql()), null, "DEFAULT");
    RuledColumn resolved = resolve(rule);
    if (resolved.valueLiteral() == null) {
      throw new UnplannableException(
          "DEFAULT %s of column %s is computed; %s"
              .formatted(written, definition.name(), CONSTANT));
    }
    requireFit(rule, rule.value());
    return resolved.valueLiteral();
  }

  private Rule rule(AddedColumn added, String value, @Nullable String own, String origin) {
    return new Rule(
        facts.table().schema(),
        facts.table().name(),
        added.name(),
        added.type(),
        value,
        own,
        !added.notNull(),
        Phase.ABSENT,
        null,
        List.of(),
        Rule.HeldWrites.REJECT,
        added.collation(),
        Rule.Untreatable.REFUSE,
        origin);
  }

  private RuledColumn resolve(Rule rule) throws UnplannableException, SQLException {
    String problem = rule.valueProblem();
    if (problem != null) {
      throw new UnplannableException(
          "%s: value %s of column %s %s; expected a constant, or an immutable expression over the row's other columns"
              .formatted(rule.origin(), rule.value(), rule.column(), problem));
    }
    try {
      return Objects.requireNonNull(ColumnResolver.resolve(connection, rule, names));
    } catch (SQLException e) {
      throw refused(e, String.valueOf(e.getMessage()));
    }
  }

  /** A cast would cut what is too long; what is stored must not be cut. */
  private void requireFit(Rule rule, String value) throws UnplannableException, SQLException {
    connection.setAutoCommit(false);
    try {
      Queries.execute(connection, "CREATE TEMPORARY TABLE trestle_fit (v " + rule.type() + ")");
      Queries.execute(connection, "INSERT INTO pg_temp.trestle_fit VALUES ((" + value + "))");
    } catch (SQLException e) {
      throw refused(
          e,
          "%s: value %s of column %s does not fit type %s: %s; expected one that does"
              .formatted(rule.origin(), value, rule.column(), rule.type(), Queries.message(e)));
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static UnplannableException refused(SQLException e, String message) throws SQLException {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String state = cause instanceof SQLException server ? server.getSQLState() : null;
    if (state != null && state.startsWith("08")) {
      throw e;
    }
    return new UnplannableException(message, e);
  }
}
