package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.Phase;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrations before a replica that says nothing of its replay, by roles that see it or do not. */
class ReplicaSightIT {

  private static final String STATEMENT =
      "ALTER TABLE public.orders ADD COLUMN status text NOT NULL DEFAULT 'pending'";

  private static TestPostgres postgres;

  private final RecordedEvents events = new RecordedEvents();

  @BeforeAll
  static void start() throws Exception {
    postgres = TestPostgres.start(TestPostgres.OLDEST, Map.of("wal_level", "replica"));
    postgres.createDatabase("sight");
    postgres.execute(
        "sight",
        "CREATE ROLE mig LOGIN; GRANT CREATE, TEMPORARY ON DATABASE sight TO mig;"
            + " CREATE TABLE public.orders (id int PRIMARY KEY); ALTER TABLE orders OWNER TO mig;"
            + " INSERT INTO orders VALUES (1)");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static Migrations as(String role) throws Exception {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.jdbcUrl("sight"));
    source.setUser(role);
    Migrations migrations = new Migrations(source, BackfillSettings.DEFAULTS, List.of(), Set.of());
    migrations.init();
    return migrations;
  }

  /** A connection as replicas have it, which does not stream yet. */
  private static Connection walSender() throws SQLException {
    Properties properties = new Properties();
    PGProperty.REPLICATION.set(properties, "true");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.APPLICATION_NAME.set(properties, "mute");
    return DriverManager.getConnection(postgres.jdbcUrl("sight"), properties);
  }

  @Test
  void aRoleThatDoesNotSeeReplicasPublishesNothingAheadOfThem() throws Exception {
    Migrations migrations = as("mig");
    String name =
        migrations.begin(migrations.plan(STATEMENT, PlanOptions.NONE), RuleOptions.DEFAULTS);
    try (Connection replica = walSender()) {
      assertThatThrownBy(() -> migrations.forward(name, Phase.ABSENT, events, () -> false))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("GRANT pg_monitor TO \"mig\"");
      assertThat(migrations.phase(name)).isNull();

      AtomicBoolean waited = new AtomicBoolean();
      events.onSaid(said -> waited.compareAndSet(false, said.contains("mute (startup")));
      assertThat(as("postgres").forward(name, Phase.ABSENT, events, waited::get))
          .isEqualTo(Result.STOPPED);
      assertThat(replica.isClosed()).isFalse();
    }
    assertThat(migrations.forward(name, Phase.COMPLETE, events, () -> false))
        .isEqualTo(Result.ENDED);
  }
}
