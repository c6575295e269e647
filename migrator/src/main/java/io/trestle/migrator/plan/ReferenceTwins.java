package io.trestle.migrator.plan;

import io.trestle.migrator.plan.AddColumns.Name;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Empty temporary tables for those that a temporary twin refers to: it may refer to no others. Not
 * thread-safe.
 */
final class ReferenceTwins {

  /** The twin, which stands before everything else of its name, stands for the table itself. */
  private static final String REFERENCED =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
             c.oid = t.oid,
             pg_catalog.has_table_privilege(c.oid, 'REFERENCES')
               OR pg_catalog.has_any_column_privilege(c.oid, 'REFERENCES'),
             pg_catalog.has_table_privilege(c.oid, 'SELECT')
        FROM (SELECT ?::pg_catalog.oid AS oid) AS t, pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p')
         AND c.oid = (SELECT CASE WHEN r.relnamespace = pg_catalog.pg_my_temp_schema()
                                  THEN t.oid ELSE r.oid END
                        FROM pg_catalog.pg_class r WHERE r.oid = pg_catalog.to_regclass(?))
      """;

  private record Found(String table, boolean self, boolean mayRefer, boolean mayRead) {}

  private final Connection connection;
  private final TableFacts facts;
  private final String twin;
  private final Map<String, String> tables = new HashMap<>();

  /**
   * @param twin the twin of the table itself, as SQL writes it
   */
  ReferenceTwins(Connection connection, TableFacts facts, String twin) {
    this.connection = connection;
    this.facts = facts;
    this.twin = twin;
  }

  /** The table, as SQL writes it, that the twin of that name stands for. */
  String tableOf(String name) {
    return Objects.requireNonNull(tables.get(name));
  }

  /**
   * Makes a twin of a table that is referred to.
   *
   * @return it as SQL writes it
   * @throws UnplannableException where there is no such table, or the role lacks a right to it
   */
  String twinOf(Name reference) throws UnplannableException, SQLException {
    Found table = find(reference);
    if (table.self()) {
      tables.put(facts.table().name(), table.table());
      return twin;
    }
    String name = "trestle reference " + tables.size();
    Queries.attempt(
        connection,
        "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING INDEXES)"
            .formatted(Table.quote(name), table.table()),
        "a temporary twin of " + table.table());
    tables.put(name, table.table());
    return "pg_temp." + Table.quote(name);
  }

  private Found find(Name reference) throws UnplannableException, SQLException {
    List<Found> found =
        Queries.list(
            connection,
            REFERENCED,
            row ->
                new Found(
                    row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4)),
            facts.oid(),
            reference.sql());
    if (found.isEmpty()) {
      throw new UnplannableException(
          "REFERENCES %s: there is no such table; expected one in this database"
              .formatted(reference.sql()));
    }
    Found table = found.get(0);
    if (!table.mayRefer()) {
      throw new UnplannableException(
          "REFERENCES %s: the role may not refer to it; expected GRANT REFERENCES ON %s"
              .formatted(reference.sql(), table.table()));
    } else if (!table.mayRead()) {
      throw new UnplannableException(
          "REFERENCES %s: the role may not read it, to find rows that refer to nothing; expected GRANT SELECT ON %s"
              .formatted(reference.sql(), table.table()));
    }
    return table;
  }
}
