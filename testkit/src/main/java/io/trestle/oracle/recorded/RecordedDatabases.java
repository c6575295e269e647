package io.trestle.oracle.recorded;

import io.trestle.oracle.Stage;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The databases of one column: clones of the corpus's tables in which that column is the last of
 * its table, filled as a stage asks.
 */
final class RecordedDatabases implements AutoCloseable {

  /** What all are cloned from. */
  static final String BASE = "recorded";

  /**
   * Puts all rows in another physical order: what still comes in the same order does so because it
   * was asked for. Without foreign keys, which the rows keep anyway.
   */
  private static final String REORDER =
      """
      SET session_replication_role = replica;
      DO $$
      DECLARE t text;
      BEGIN
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
          EXECUTE format('CREATE TEMP TABLE kept AS SELECT * FROM public.%I ORDER BY ORDER_OF_ROWS', t);
          EXECUTE format('DELETE FROM public.%I', t);
          EXECUTE format('INSERT INTO public.%I SELECT * FROM kept', t);
          EXECUTE 'DROP TABLE kept';
        END LOOP;
      END $$;
      """;

  private final TestPostgres postgres;
  private final RecordedColumn column;
  private final String prefix;
  private final List<String> built = new ArrayList<>();

  /**
   * @param prefix begins the names of the databases: columns are looked at side by side
   */
  RecordedDatabases(TestPostgres postgres, RecordedColumn column, String prefix) {
    this.postgres = postgres;
    this.column = column;
    this.prefix = prefix;
  }

  /** Makes the database from which all are cloned. */
  static void makeBase(TestPostgres postgres, RecordedCorpus corpus)
      throws SQLException, IOException {
    postgres.dropDatabase(BASE);
    postgres.createDatabase(BASE);
    corpus.load(postgres, BASE);
  }

  /**
   * The target database in builds that differ in the order of rows: that of the corpus, the
   * reverse, and a shuffled one. Two are not enough: of rows that tie in an ORDER BY with a LIMIT
   * they may give the same by chance.
   */
  List<String> targets(Stage.Content content) throws SQLException {
    String filled = content == Stage.Content.UNIFORM ? column.value() : "COALESCE(%s, %s)";
    String name = prefix + "target_" + content.name().toLowerCase(Locale.ROOT);
    build(name, BASE);
    moveLast(name, filled.formatted(column.name(), column.value()));
    alter(name, "ALTER COLUMN %s SET NOT NULL");
    return List.of(
        name,
        reordered(name, "reversed", "ctid DESC"),
        reordered(name, "shuffled", "md5(ctid::text)"));
  }

  private String reordered(String template, String suffix, String order) throws SQLException {
    String name = template + "_" + suffix;
    build(name, template);
    postgres.execute(name, REORDER.replace("ORDER_OF_ROWS", order));
    return name;
  }

  /** The database as it is in a stage; its name. */
  String inStage(Stage stage) throws SQLException {
    String name = prefix + "stage_" + stage.label().replaceAll("\\W+", "_");
    build(name, BASE);
    switch (stage.column()) {
      case MISSING -> alter(name, "DROP COLUMN %s");
      case NULLABLE -> moveLast(name, unfilled(stage.content()));
      case NOT_NULL -> {
        moveLast(name, unfilled(stage.content()));
        postgres.execute(
            name,
            "UPDATE public.%1$s SET %2$s = %3$s WHERE %2$s IS NULL"
                .formatted(column.table(), column.name(), column.value()));
        alter(name, "ALTER COLUMN %s SET NOT NULL");
      }
    }
    return name;
  }

  private String unfilled(Stage.Content content) {
    return content == Stage.Content.UNIFORM
        ? "NULL"
        : "NULLIF(%s, CAST(%s AS %s))".formatted(column.name(), column.value(), column.type());
  }

  private void moveLast(String database, String content) throws SQLException {
    alter(database, "ADD COLUMN under_migration " + column.type());
    postgres.execute(
        database, "UPDATE public.%s SET under_migration = %s".formatted(column.table(), content));
    alter(database, "DROP COLUMN %s");
    alter(database, "RENAME COLUMN under_migration TO %s");
    alter(database, "ALTER COLUMN %s SET DEFAULT " + column.value());
  }

  private void alter(String database, String action) throws SQLException {
    postgres.execute(
        database,
        "ALTER TABLE public." + column.table() + " " + action.replace("%s", column.name()));
  }

  private void build(String name, String template) throws SQLException {
    built.add(name);
    postgres.cloneDatabase(template, name);
  }

  @Override
  public void close() throws SQLException {
    postgres.dropDatabases(built);
  }
}
