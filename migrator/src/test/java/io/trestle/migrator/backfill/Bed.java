package io.trestle.migrator.backfill;

import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Table;
import io.trestle.testkit.TestPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with a rule store, a migration in it, and what tests of the backfill need around. */
final class Bed implements AutoCloseable {

  /** Small batches, and short waits. */
  static final BackfillSettings SMALL =
      BackfillSettings.DEFAULTS
          .withRows(100, 100, 100)
          .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(30))
          .withRetries(Duration.ofMillis(5), Duration.ofMillis(50), 30, Duration.ofSeconds(20), 5);

  final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final TestPostgres postgres;
  private final String database;
  private final Connection connection;

  private Bed(TestPostgres postgres, String database) throws SQLException {
    this.postgres = postgres;
    this.database = database;
    this.connection = postgres.connect(database);
    dataSource.setUrl(postgres.jdbcUrl(database));
    sql("SET lock_timeout = '20s'");
  }

  static Bed make(TestPostgres postgres, String database) throws Exception {
    postgres.createDatabase(database);
    Bed bed = new Bed(postgres, database);
    try (InputStream store =
        Objects.requireNonNull(
            Bed.class.getResourceAsStream("/io/trestle/rules/store/1.sql"), "the store's tables")) {
      bed.sql(new String(store.readAllBytes(), StandardCharsets.UTF_8));
    }
    // What fills a row is noted here once for each time that it is written.
    bed.sql(
        """
        CREATE TABLE public.written (
          relation regclass, key text, lock_timeout text, statement_timeout text, path text,
          zone text, dates text, application text);
        CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.written VALUES (TG_RELID, to_jsonb(NEW) ->> TG_ARGV[0],
            current_setting('lock_timeout'), current_setting('statement_timeout'),
            current_setting('search_path'), current_setting('TimeZone'),
            current_setting('DateStyle'), current_setting('application_name'));
          RETURN NEW;
        END $$;
        """);
    return bed;
  }

  void sql(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Nullable String value(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  long number(String query) throws SQLException {
    return Long.parseLong(Objects.requireNonNull(value(query), query));
  }

  List<String> values(String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  Connection connect() throws SQLException {
    return postgres.connect(database);
  }

  /** Notes each row of a table that is written, under a column's value. */
  void noteWrites(String table, String key) throws SQLException {
    sql(
        "CREATE TRIGGER note AFTER UPDATE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION public.note('"
            + key
            + "')");
  }

  /** A migration that is running. */
  long migration() throws SQLException {
    return number(
        """
        INSERT INTO trestle.migration (name, statement, table_schema, table_name, way, state,
            known_by, held_writes, untreatable)
        VALUES (gen_random_uuid()::text, '', 'public', 't', 'three-steps', 'running', '{}',
            'reject', 'refuse')
        RETURNING id
        """);
  }

  Backfill backfill(long migration, String table, String type, String value) {
    return backfill(
        dataSource, migration, table, type, value, SMALL, List.of(), BackfillListener.NONE);
  }

  Backfill backfill(
      long migration, String table, String value, BackfillListener listener, Brake... brakes) {
    return backfill(dataSource, migration, table, "text", value, SMALL, List.of(brakes), listener);
  }

  static Backfill backfill(
      DataSource dataSource,
      long migration,
      String table,
      String type,
      String value,
      BackfillSettings settings,
      List<Brake> brakes,
      BackfillListener listener) {
    return new Backfill(
        dataSource,
        migration,
        new Table("public", table),
        List.of(column("c", type, value)),
        settings,
        brakes,
        listener,
        connection -> {});
  }

  static NewColumn column(String name, String type, String value) {
    return new NewColumn(name, type, null, value, value, false, null, false, false);
  }

  /** How many rows were written, and how many of them more than once. */
  String writes() throws SQLException {
    return Objects.requireNonNull(
        value("SELECT count(*) || ' of ' || count(DISTINCT (relation, key)) FROM public.written"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    postgres.dropDatabase(database);
  }
}
