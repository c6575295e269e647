package io.trestle.migrator.plan;

import io.trestle.migrator.plan.AddColumns.ColumnDefinition;
import io.trestle.migrator.plan.AddColumns.Name;
import io.trestle.migrator.plan.TableFacts.ExistingColumn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads what the catalog says of a table, and refuses those that cannot be migrated. Runs in the
 * caller's transaction, of which it sets the search_path.
 */
final class TableReader {

  private static final String TABLE =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relispartition,
             c.reloftype <> 0, c.relrowsecurity, pg_catalog.row_security_active(c.oid),
             pg_catalog.pg_has_role(c.relowner, 'USAGE'),
             pg_catalog.pg_get_userbyid(c.relowner), current_user,
             pg_catalog.has_schema_privilege(n.oid, 'CREATE'),
             pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY'),
             pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
             EXISTS (SELECT FROM pg_catalog.pg_namespace t WHERE t.nspname = 'trestle'
                        AND pg_catalog.has_schema_privilege(t.oid, 'CREATE')),
             (SELECT pg_catalog.string_agg(i.inhrelid::pg_catalog.regclass::pg_catalog.text, ', ')
                FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid),
             (SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ')
                FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid),
             pg_catalog.current_setting('block_size')::pg_catalog.int8
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = pg_catalog.to_regclass(?)
      """;

  /** An estimate is -1 where one of the parts has never been analyzed and is not empty. */
  private static final String SIZE =
      """
      WITH parts AS (
        SELECT c.reltuples, pg_catalog.pg_relation_size(c.oid) AS bytes FROM pg_catalog.pg_class c
         WHERE c.oid = ? OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(?) WHERE isleaf))
      SELECT CASE WHEN bool_or(reltuples < 0 AND bytes > 0) THEN -1
                  ELSE sum(greatest(reltuples, 0)) END::pg_catalog.int8,
             sum(bytes)::pg_catalog.int8
        FROM parts
      """;

  private static final String COLUMNS =
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
             CASE WHEN a.attcollation <> t.typcollation THEN
               (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                  FROM pg_catalog.pg_collation l
                  JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
                 WHERE l.oid = a.attcollation) END,
             a.attnotnull, a.attgenerated <> '' OR a.attidentity <> '',
             (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
               WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attnum
      """;

  private static final String KEY =
      """
      SELECT a.attname
        FROM (SELECT i.indrelid, i.indkey, i.indnkeyatts FROM pg_catalog.pg_index i
               WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indimmediate
                 AND i.indpred IS NULL AND i.indexprs IS NULL
                 AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute n
                                  WHERE n.attrelid = i.indrelid AND NOT n.attnotnull
                                    AND n.attnum = ANY (i.indkey::pg_catalog.int2[]))
               ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1) AS k
        CROSS JOIN LATERAL pg_catalog.unnest(k.indkey::pg_catalog.int2[])
                           WITH ORDINALITY AS p(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.indrelid AND a.attnum = p.attnum
       WHERE p.place <= k.indnkeyatts
       ORDER BY p.place
      """;

  private static final String TAKEN =
      """
      SELECT relname FROM pg_catalog.pg_class WHERE relnamespace =
             (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = ?)
      UNION
      SELECT conname FROM pg_catalog.pg_constraint WHERE connamespace =
             (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = ?)
      """;

  private static final String FOREIGN_PARTITIONS =
      """
      SELECT c.oid::pg_catalog.regclass::pg_catalog.text
        FROM pg_catalog.pg_partition_tree(?::pg_catalog.oid) p
        JOIN pg_catalog.pg_class c ON c.oid = p.relid
       WHERE c.relkind = 'f' ORDER BY 1
      """;

  private static final String FUNCTIONS =
      """
      SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ?
      """;

  private static final String TRIGGERS =
      """
      SELECT t.tgname, p.prosrc, (t.tgtype & 16) <> 0
        FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
       WHERE t.tgrelid = ? AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
       ORDER BY t.tgname
      """;

  private static final String UPDATE_TRIGGERS_OF_OTHER_COLUMNS =
      """
      SELECT t.tgname
        FROM pg_catalog.pg_trigger t
       WHERE t.tgrelid = ? AND pg_catalog.cardinality(t.tgattr::pg_catalog.int2[]) > 0
      """;

  private final Connection connection;
  private final List<String> warnings;

  TableReader(Connection connection, List<String> warnings) {
    this.connection = connection;
    this.warnings = warnings;
  }

  /**
   * Reads a table.
   *
   * @throws UnplannableException when there is none, or it is of a kind or in a state in which no
   *     column can be added to it safely
   */
  TableFacts read(AddColumns statement) throws UnplannableException, SQLException {
    Name name = new Name(statement.schema(), statement.table());
    requirePrimary();
    List<TableFacts> found;
    try {
      found = Queries.list(connection, TABLE, row -> facts(row, statement), name.sql());
    } catch (RefusedException e) {
      throw new UnplannableException(String.valueOf(e.getMessage()));
    }
    if (found.isEmpty()) {
      String path = Queries.list(connection, "SHOW search_path", row -> row.getString(1)).get(0);
      throw new UnplannableException(
          "table %s does not exist%s; expected the name of a table in this database"
              .formatted(
                  name.sql(), name.schema() == null ? " in search_path (" + path + ")" : ""));
    }
    return found.get(0);
  }

  /** What is wrong with a table, from within a mapper. */
  private static final class RefusedException extends SQLException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private void requirePrimary() throws UnplannableException, SQLException {
    String state =
        Queries.list(
                connection,
                "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 'a replica'"
                    + " WHEN pg_catalog.current_setting('transaction_read_only') = 'on'"
                    + " THEN 'read-only (default_transaction_read_only)' ELSE '' END",
                row -> row.getString(1))
            .get(0);
    if (!state.isEmpty()) {
      throw new UnplannableException(
          "the database is %s; expected the primary, in a session that may write".formatted(state));
    }
  }

  private TableFacts facts(ResultSet row, AddColumns statement) throws SQLException {
    Table table = new Table(row.getString(2), row.getString(3));
    requireOrdinary(row, table, statement.only());
    requireRights(row, table);
    long oid = row.getLong(1);
    boolean rowSecurity = row.getBoolean(8);
    if (rowSecurity) {
      warnings.add(
          "%s has row-level security: policies count for the services as before; a policy that"
                  .formatted(table)
              + " names the column counts from backfilled on only");
    }
    Queries.execute(connection, "SET LOCAL search_path = pg_catalog");
    requireNoForeignPartitions(oid, table);
    long[] size =
        Queries.list(
                connection, SIZE, part -> new long[] {part.getLong(1), part.getLong(2)}, oid, oid)
            .get(0);
    Map<String, ExistingColumn> columns = new LinkedHashMap<>();
    Queries.list(
        connection, COLUMNS, column -> columns.put(column.getString(1), existing(column)), oid);
    List<String> key = Queries.list(connection, KEY, column -> column.getString(1), oid);
    if (key.isEmpty()) {
      warnings.add(
          "%s has neither a primary key nor a unique key that is NOT NULL: rows are filled in the"
                  .formatted(table)
              + " order of their places (ctid), and named by these");
    }
    String functionSchema = row.getBoolean(16) ? "trestle" : table.schema();
    return new TableFacts(
        oid,
        table,
        row.getString(4).equals("p"),
        row.getInt(15),
        size[0],
        size[1] / row.getLong(19),
        rowSecurity,
        row.getBoolean(13),
        functionSchema,
        columns,
        key,
        Queries.list(connection, TAKEN, taken -> taken.getString(1), oid, oid),
        Queries.list(connection, FUNCTIONS, taken -> taken.getString(1), functionSchema));
  }

  private static ExistingColumn existing(ResultSet row) throws SQLException {
    return new ExistingColumn(
        row.getString(2), row.getString(3), row.getBoolean(4), row.getBoolean(5), row.getString(6));
  }

  private static void requireOrdinary(ResultSet row, Table table, boolean only)
      throws SQLException {
    String kind =
        switch (row.getString(4)) {
          case "r", "p" -> "";
          case "v" ->
              "a view; expected a table: the view goes on giving the columns it was made with";
          case "m" -> "a materialized view; expected a table";
          case "f" -> "a foreign table; expected its table, on its own server";
          default -> "no table; expected one";
        };
    if (!kind.isEmpty()) {
      throw new RefusedException(table + " is " + kind);
    } else if (row.getString(5).equals("t")) {
      throw new RefusedException(
          table + " is a temporary table; expected one that several sessions see");
    } else if (table.schema().equals("pg_catalog") || table.schema().equals("information_schema")) {
      throw new RefusedException(table + " is a table of the system; expected one of your own");
    } else if (row.getBoolean(6)) {
      throw new RefusedException(
          "%s is a partition of %s; expected that table: a column is added to all partitions at once"
              .formatted(table, row.getString(18)));
    } else if (row.getBoolean(7)) {
      throw new RefusedException(
          table + " is a typed table; expected ALTER TYPE … ADD ATTRIBUTE, which is no migration");
    }
    String children = row.getString(17);
    if (row.getString(4).equals("p")) {
      if (only) {
        throw new RefusedException(
            "ONLY before %s, which is partitioned; expected the statement without ONLY"
                .formatted(table));
      }
    } else if (children != null) {
      throw new RefusedException(
          "%s has the inheritance children %s, whose rows would not be filled; expected a table without children (ALTER TABLE … NO INHERIT), or a partitioned one"
              .formatted(table, children));
    }
  }

  private void requireNoForeignPartitions(long oid, Table table) throws SQLException {
    List<String> foreign =
        Queries.list(connection, FOREIGN_PARTITIONS, row -> row.getString(1), oid);
    if (!foreign.isEmpty()) {
      throw new RefusedException(
          "%s has the foreign partitions %s, whose rows are on servers of their own, where the column would not be added; expected a table without (ALTER TABLE … DETACH PARTITION)"
              .formatted(table, String.join(", ", foreign)));
    }
  }

  private static void requireRights(ResultSet row, Table table) throws SQLException {
    String role = row.getString(12);
    if (!row.getBoolean(10)) {
      throw new RefusedException(
          "role %s does not own %s; expected its owner %s, a member of that role, or a superuser"
              .formatted(role, table, row.getString(11)));
    } else if (!row.getBoolean(14)) {
      throw new RefusedException(
          "role %s may not create temporary tables, in which the column is tried; expected GRANT TEMPORARY ON DATABASE"
              .formatted(role));
    } else if (row.getBoolean(9)) {
      throw new RefusedException(
          "row-level security of %s holds for role %s too, so that rows would be left out; expected a role with BYPASSRLS, or the owner without FORCE ROW LEVEL SECURITY"
              .formatted(table, role));
    }
  }

  /** Warns of what else may be concerned. */
  void warn(TableFacts facts, List<ColumnDefinition> columns) throws SQLException {
    List<String> ofOtherColumns =
        Queries.list(
            connection, UPDATE_TRIGGERS_OF_OTHER_COLUMNS, row -> row.getString(1), facts.oid());
    record Trigger(String name, String source, boolean onUpdate) {}
    List<Trigger> triggers =
        Queries.list(
            connection,
            TRIGGERS,
            row -> new Trigger(row.getString(1), row.getString(2), row.getBoolean(3)),
            facts.oid());
    for (Trigger trigger : triggers) {
      for (ColumnDefinition column : columns) {
        if (Pattern.compile("\\b" + Pattern.quote(column.name()) + "\\b", Pattern.CASE_INSENSITIVE)
            .matcher(trigger.source())
            .find()) {
          warnings.add(
              "the function of trigger %s names %s: what it does inside the database is not treated"
                  .formatted(trigger.name(), column.name()));
        }
      }
      if (trigger.onUpdate() && !ofOtherColumns.contains(trigger.name())) {
        warnings.add(
            "trigger %s fires on UPDATE, so for each batch or row that is filled"
                .formatted(trigger.name()));
      }
    }
    Queries.list(
            connection,
            "SELECT pubname FROM pg_catalog.pg_publication_tables"
                + " WHERE schemaname = ? AND tablename = ? ORDER BY 1",
            row -> row.getString(1),
            facts.table().schema(),
            facts.table().name())
        .forEach(
            publication ->
                warnings.add(
                    "publication %s has %s: add the column at its subscribers first, or they stop"
                        .formatted(publication, facts.table())));
    Queries.list(
            connection,
            "SELECT slot_name FROM pg_catalog.pg_replication_slots"
                + " WHERE NOT active AND coalesce(xmin, catalog_xmin) IS NOT NULL ORDER BY 1",
            row -> row.getString(1))
        .forEach(
            slot ->
                warnings.add(
                    "replication slot %s is not in use and holds an old snapshot: the fence before backfilled waits for it"
                        .formatted(slot)));
  }
}
