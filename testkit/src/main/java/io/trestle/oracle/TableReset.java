package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts a database back to what it was, past Trestle: sequences before every case, tables after cases that commit. The
 * rows are kept as copies in a schema that no case knows.
 */
final class TableReset implements AutoCloseable {

  /** Makes the copies, and the functions that use them. */
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
      CREATE FUNCTION pristine.numbers() RETURNS void LANGUAGE sql AS $$
        SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public'
      $$;
      CREATE FUNCTION pristine.tables() RETURNS void LANGUAGE plpgsql AS $$
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

  TableReset(TestPostgres postgres, String database) throws SQLException {
    this.connection = postgres.connect(database);
  }

  void numbers() throws SQLException {
    run("SELECT pristine.numbers()");
  }

  void tables() throws SQLException {
    run("SELECT pristine.tables()");
  }

  /** One query per table that shows all of its columns by name; by table. */
  Map<String, String> stateQueries() throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT quote_ident(table_name), quote_ident(column_name)"
                    + " FROM information_schema.columns JOIN information_schema.tables"
                    + " USING (table_schema, table_name)"
                    + " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
                    + " ORDER BY table_name, ordinal_position")) {
      while (result.next()) {
        columns.computeIfAbsent(result.getString(1), name -> new ArrayList<>()).add(result.getString(2));
      }
    }
    Map<String, String> queries = new TreeMap<>();
    columns.forEach(
        (table, names) ->
            queries.put(table, "SELECT " + String.join(", ", names) + " FROM public." + table));
    return queries;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
