package io.trestle.migrator.plan;

import io.trestle.migrator.plan.AddColumns.ColumnConstraint;
import io.trestle.migrator.plan.AddColumns.ColumnDefinition;
import io.trestle.migrator.plan.AddColumns.Kind;
import io.trestle.migrator.plan.Added.AddedColumn;
import io.trestle.migrator.plan.Added.AddedConstraint;
import io.trestle.migrator.plan.Added.AddedIndex;
import io.trestle.migrator.plan.Added.ConstraintKind;
import io.trestle.migrator.plan.Added.Reference;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets PostgreSQL itself say what a statement means: carries it out on an empty temporary table of
 * the same columns and keys, and reads from the catalog what became of it. Runs in the caller's
 * transaction, which is to be rolled back; not thread-safe.
 */
final class Twin {

  private static final String COLUMN =
      """
      SELECT pg_catalog.format_type(a.atttypid, a.atttypmod),
             CASE WHEN a.attcollation <> t.typcollation THEN
               (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                  FROM pg_catalog.pg_collation l
                  JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
                 WHERE l.oid = a.attcollation) END,
             a.attnotnull,
             (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
               WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum),
             (WITH RECURSIVE base AS (
                SELECT t.oid, t.typtype, t.typbasetype, t.typnotnull
                UNION ALL
                SELECT b.oid, b.typtype, b.typbasetype, b.typnotnull
                  FROM base JOIN pg_catalog.pg_type b ON base.typtype = 'd' AND b.oid = base.typbasetype)
              SELECT bool_or(typtype = 'd' AND (typnotnull OR EXISTS (
                       SELECT FROM pg_catalog.pg_constraint WHERE contypid = base.oid)))
                FROM base)
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       WHERE a.attrelid = ?::pg_catalog.oid AND a.attname = ? AND NOT a.attisdropped
      """;

  private static final String CONSTRAINTS =
      """
      SELECT c.oid, c.contype, c.conname, pg_catalog.pg_get_constraintdef(c.oid),
             pg_catalog.pg_get_expr(c.conbin, c.conrelid), pg_catalog.pg_get_indexdef(c.conindid),
             (SELECT pg_catalog.array_agg(a.attname::pg_catalog.text) FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)),
             (SELECT a.attname FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.confrelid AND a.attnum = c.confkey[1])
        FROM pg_catalog.pg_constraint c
       WHERE c.conrelid = ?::pg_catalog.oid AND c.contype IN ('c', 'f', 'u')
       ORDER BY c.oid
      """;

  private static final String INDEXES =
      """
      SELECT i.indexrelid, c.relname, pg_catalog.pg_get_indexdef(i.indexrelid)
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid = ?::pg_catalog.oid
       ORDER BY i.indexrelid
      """;

  /** What is printed means the same whatever the operator's session has set. */
  private static final String PRINT =
      "SET LOCAL search_path = pg_catalog; SET LOCAL datestyle = ISO;"
          + " SET LOCAL timezone = 'UTC';"
          + " SET LOCAL intervalstyle = postgres; SET LOCAL extra_float_digits = 3;"
          + " SET LOCAL standard_conforming_strings = on; SET LOCAL bytea_output = hex";

  private final Connection connection;
  private final TableFacts facts;
  private final String twin;
  private final Set<String> takenNames;
  private final ReferenceTwins references;
  private long oid;

  private Twin(Connection connection, TableFacts facts) {
    this.connection = connection;
    this.facts = facts;
    this.twin = "pg_temp." + Table.quote(facts.table().name());
    this.takenNames = new HashSet<>(facts.takenNames());
    this.references = new ReferenceTwins(connection, facts, twin);
  }

  /**
   * Tries a statement.
   *
   * @throws UnplannableException where PostgreSQL refuses it; the message says what it said
   */
  static Added of(
      Connection connection, TableFacts facts, AddColumns statement, List<IndexDefinition> indexes)
      throws UnplannableException, SQLException {
    return new Twin(connection, facts).tried(statement, indexes);
  }

  private Added tried(AddColumns statement, List<IndexDefinition> indexes)
      throws UnplannableException, SQLException {
    create(statement);
    List<Long> before = constraintOids();
    List<String> actions = new ArrayList<>();
    for (ColumnDefinition column : statement.columns()) {
      actions.add(definition(column));
    }
    attempt("ALTER TABLE " + twin + " " + String.join(", ", actions), "statement");
    List<AddedIndex> added = new ArrayList<>();
    for (IndexDefinition index : indexes) {
      added.add(index(index));
    }
    Queries.execute(connection, PRINT);
    List<AddedColumn> columns = new ArrayList<>();
    for (ColumnDefinition column : statement.columns()) {
      columns.add(column(column));
    }
    List<AddedIndex> printed = new ArrayList<>();
    for (AddedIndex index : added) {
      printed.add(new AddedIndex(index.name(), indexDefinition(index.definition())));
    }
    return new Added(columns, constraints(statement, before), printed);
  }

  private void create(AddColumns statement) throws UnplannableException, SQLException {
    attempt(
        "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING INDEXES)"
            .formatted(Table.quote(facts.table().name()), facts.table().sql()),
        "a temporary twin of " + facts.table());
    oid =
        Queries.list(
                connection,
                "SELECT pg_catalog.to_regclass(?)::pg_catalog.oid::pg_catalog.int8",
                row -> row.getLong(1),
                twin)
            .get(0);
    for (ColumnDefinition column : statement.columns()) {
      if (facts.columns().containsKey(column.name())) {
        Queries.execute(
            connection,
            "ALTER TABLE %s DROP COLUMN %s CASCADE".formatted(twin, Table.quote(column.name())));
      }
    }
  }

  private String definition(ColumnDefinition column) throws UnplannableException, SQLException {
    StringBuilder sql = new StringBuilder("ADD COLUMN ");
    sql.append(Table.quote(column.name())).append(' ').append(column.type());
    if (column.collation() != null) {
      sql.append(" COLLATE ").append(column.collation());
    }
    for (ColumnConstraint constraint : column.constraints()) {
      if (constraint.name() != null) {
        sql.append(" CONSTRAINT ").append(Table.quote(constraint.name()));
      }
      sql.append('\n');
      if (constraint.kind() == Kind.DEFAULT) {
        sql.append("DEFAULT ").append(constraint.sql());
      } else if (constraint.reference() != null) {
        sql.append("REFERENCES ")
            .append(references.twinOf(constraint.reference()))
            .append(' ')
            .append(constraint.sql());
      } else {
        sql.append(constraint.sql());
      }
    }
    return sql.toString();
  }

  private AddedIndex index(IndexDefinition index) throws UnplannableException, SQLException {
    List<Long> before = new ArrayList<>();
    Queries.list(connection, INDEXES, row -> before.add(row.getLong(1)), oid);
    attempt(
        "CREATE INDEX %s ON %s USING %s (%s)%s"
            .formatted(
                index.name() == null ? "" : Table.quote(index.name()),
                twin,
                Table.quote(index.method()),
                index.keys(),
                index.where() == null ? "" : " WHERE (" + index.where() + ")"),
        "index over (" + index.keys() + ")");
    record Found(long oid, String name) {}
    Found found =
        Queries.list(connection, INDEXES, row -> new Found(row.getLong(1), row.getString(2)), oid)
            .stream()
            .filter(some -> !before.contains(some.oid()))
            .findFirst()
            .orElseThrow();
    String name = index.name() == null ? free(found.name()) : requireFree(index.name(), "index");
    return new AddedIndex(name, Long.toString(found.oid()));
  }

  /** What stands behind the table: from USING on. */
  private String indexDefinition(String indexOid) throws SQLException {
    return behindTable(
        Queries.list(
                connection,
                "SELECT pg_catalog.pg_get_indexdef(?::pg_catalog.oid)",
                row -> row.getString(1),
                Long.parseLong(indexOid))
            .get(0));
  }

  private static String behindTable(String definition) {
    Tokens tokens = tokens(definition);
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.isWord(i, "using")) {
        return tokens.text(i, tokens.size() - 1);
      }
    }
    throw new IllegalStateException("no USING in " + definition);
  }

  private static Tokens tokens(String printed) {
    try {
      return Tokens.of(printed, true);
    } catch (LexerException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private AddedColumn column(ColumnDefinition column) throws SQLException {
    ColumnConstraint notNull = column.first(Kind.NOT_NULL);
    return Queries.list(
            connection,
            COLUMN,
            row ->
                new AddedColumn(
                    column.name(),
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    notNull == null ? null : notNull.name(),
                    row.getString(4),
                    row.getBoolean(5)),
            oid,
            column.name())
        .get(0);
  }

  private List<Long> constraintOids() throws SQLException {
    return Queries.list(connection, CONSTRAINTS, row -> row.getLong(1), oid);
  }

  private List<AddedConstraint> constraints(AddColumns statement, List<Long> before)
      throws UnplannableException, SQLException {
    record Found(
        long oid,
        String kind,
        String name,
        String definition,
        @Nullable String expression,
        @Nullable String index,
        List<String> columns,
        @Nullable String referenced) {}
    List<Found> found =
        Queries.list(
            connection,
            CONSTRAINTS,
            row ->
                new Found(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    List.of((String[]) row.getArray(7).getArray()),
                    row.getString(8)),
            oid);
    List<AddedConstraint> added = new ArrayList<>();
    for (Found one : found) {
      if (before.contains(one.oid())) {
        continue;
      }
      String name =
          isGiven(statement, one.name()) ? requireFree(one.name(), "constraint") : free(one.name());
      added.add(
          switch (one.kind()) {
            case "c" ->
                new AddedConstraint(
                    ConstraintKind.CHECK,
                    name,
                    one.definition(),
                    one.expression(),
                    null,
                    one.columns(),
                    null);
            case "f" -> foreignKey(name, one.definition(), one.columns(), one.referenced());
            default ->
                new AddedConstraint(
                    ConstraintKind.UNIQUE,
                    name,
                    one.definition(),
                    null,
                    behindTable(String.valueOf(one.index())),
                    one.columns(),
                    null);
          });
    }
    return added;
  }

  private static boolean isGiven(AddColumns statement, String name) {
    return statement.columns().stream()
        .flatMap(column -> column.constraints().stream())
        .anyMatch(constraint -> name.equals(constraint.name()));
  }

  private AddedConstraint foreignKey(
      String name, String printed, List<String> columns, @Nullable String referenced) {
    Tokens tokens = tokens(printed);
    int at = 0;
    while (!tokens.isWord(at, "references")) {
      at++;
    }
    int open = at + 1;
    while (!tokens.is(open, "(")) {
      open++;
    }
    String table = references.tableOf(tokens.get(open - 1).value());
    String definition =
        tokens.text(0, at) + " " + table + " " + tokens.text(open, tokens.size() - 1);
    return new AddedConstraint(
        ConstraintKind.FOREIGN_KEY,
        name,
        definition,
        null,
        null,
        columns,
        new Reference(table, String.valueOf(referenced)));
  }

  /** The name that PostgreSQL would choose where that one is taken in the table's schema. */
  private String free(String wanted) {
    String name = wanted;
    for (int i = 1; !takenNames.add(name); i++) {
      name = SqlText.numbered(wanted, i);
    }
    return name;
  }

  private String requireFree(String name, String what) throws UnplannableException {
    if (!takenNames.add(name)) {
      throw new UnplannableException(
          "%s %s: the name is taken in schema %s; expected another"
              .formatted(what, name, facts.table().schema()));
    }
    return name;
  }

  private void attempt(String sql, String what) throws UnplannableException, SQLException {
    Queries.attempt(connection, sql, what);
  }
}
