package io.trestle.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a database back to what it was, past Trestle: sequences before every case, tables after
 * cases that commit. The rows are kept as copies in a schema that no case knows; triggers do not
 * change them.
 */
final class TableReset {

  /** Makes the copies, and the function that uses them. */
  static final String INSTALL =
      """
      CREATE SCHEMA pristine;
      DO $$
      DECLARE t text;
      BEGIN
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
          EXECUTE format('CREATE TABLE pristine.%2$I AS TABLE public.%1$I', t, 'kept_' || t);
        END LOOP;
      END $$;
      CREATE FUNCTION pristine.tables() RETURNS void LANGUAGE plpgsql
      SET session_replication_role = replica AS $$
      DECLARE t text; names text;
      BEGIN
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
          EXECUTE format('DELETE FROM public.%I', t);
          SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO names FROM pg_attribute
          WHERE attrelid = format('public.%I', t)::regclass AND attnum > 0 AND NOT attisdropped
            AND attgenerated = '';
          EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE'
            ' SELECT %2$s FROM pristine.%3$I', t, names, 'kept_' || t);
        END LOOP;
      END $$;
      """;

  private final Connection connection;
  private final String resetNumbers;

  /**
   * @param connection to that database; the caller's to close
   */
  TableReset(Connection connection) throws SQLException {
    this.connection = connection;
    this.resetNumbers =
        "SELECT "
            + String.join(
                ", ",
                ask(
                    "SELECT format('setval(''%I.%I'', %s, false)', schemaname, sequencename,"
                        + " start_value) FROM pg_sequences WHERE schemaname = 'public'"));
  }

  /** Before a case: what it takes from sequences must not depend on the cases before. */
  void before(OracleCase oracleCase) throws SQLException {
    if (oracleCase.writes()) {
      run(resetNumbers);
    }
  }

  /** After a case that was rolled back, if it could be. */
  void after(OracleCase oracleCase) throws SQLException {
    if (oracleCase.autocommit() && oracleCase.writes()) {
      run("SELECT pristine.tables()");
    }
  }

  /**
   * Two queries, in their order, that show all tables with their columns by name.
   *
   * @param table the table that gets a query of its own
   */
  Map<String, String> stateQueries(String table) throws SQLException {
    String query =
        "SELECT format('SELECT %%s FROM %%s',"
            + " string_agg(quote_ident(attname), ', ' ORDER BY attnum), 'public.' || quote_ident(relname))"
            + " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
            + " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0"
            + " AND NOT attisdropped AND (attrelid = '%s'::regclass) = %s"
            + " GROUP BY relname ORDER BY relname";
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("table " + table, String.join("; ", ask(query.formatted(table, true))));
    queries.put("the other tables", String.join("; ", ask(query.formatted(table, false))));
    return queries;
  }

  private List<String> ask(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
