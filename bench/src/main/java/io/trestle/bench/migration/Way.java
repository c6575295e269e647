package io.trestle.bench.migration;

import io.trestle.migrator.Events;
import io.trestle.migrator.MigrationException;
import io.trestle.migrator.Migrations;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Progress;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.Phase;
import io.trestle.rules.store.Publisher.Laggard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Ways to fill column {@code status} of table {@code parcels} with a value computed from the row.
 */
enum Way {
  /** The migrator, without brakes; only its step that fills rows counts. */
  TRESTLE("trestle migrate") {
    @Override
    Duration fill(String url, Connection connection)
        throws SQLException, MigrationException, UnplannableException {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(url);
      Migrations migrations =
          new Migrations(source, BackfillSettings.DEFAULTS, List.of(), Set.of());
      migrations.init();
      Stopwatch stopwatch = new Stopwatch();
      String name =
          migrations.begin(
              migrations.plan(
                  "ALTER TABLE parcels ADD COLUMN status text NOT NULL",
                  PlanOptions.NONE.withValue(VALUE)),
              RuleOptions.DEFAULTS);
      migrations.forward(name, Phase.WRITABLE, stopwatch, () -> false);
      return stopwatch.filling;
    }
  },

  /** One statement. */
  PLAIN("one UPDATE") {
    @Override
    Duration fill(String url, Connection connection) throws SQLException {
      return timed(connection, "UPDATE parcels SET status = " + VALUE);
    }
  },

  /** A trigger computes the value when a row is updated, and rows are updated to what they are. */
  TRIGGER("a trigger, 1,000 rows a batch") {
    @Override
    Duration fill(String url, Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE OR REPLACE FUNCTION fill_status() RETURNS trigger LANGUAGE plpgsql AS $$
              DECLARE amount parcels.amount%%TYPE := NEW.amount;
              BEGIN NEW.status = %s; RETURN NEW; END $$;
            CREATE TRIGGER fill_status BEFORE UPDATE OR INSERT ON parcels
              FOR EACH ROW EXECUTE FUNCTION fill_status()"""
                .formatted(VALUE));
      }
      long began = System.nanoTime();
      try (PreparedStatement batch =
          connection.prepareStatement(
              """
              WITH batch AS (SELECT id FROM parcels WHERE id > ? ORDER BY id LIMIT 1000
                  FOR NO KEY UPDATE),
                filled AS (UPDATE parcels SET id = parcels.id FROM batch
                  WHERE parcels.id = batch.id RETURNING parcels.id)
              SELECT max(id) FROM filled""")) {
        int last = 0;
        boolean more = true;
        while (more) {
          batch.setInt(1, last);
          try (ResultSet row = batch.executeQuery()) {
            row.next();
            last = row.getInt(1);
            more = !row.wasNull();
          }
        }
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  };

  /** V. */
  private static final String VALUE = "CASE WHEN amount > 3 THEN 'large' ELSE 'small' END";

  private final String label;

  Way(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Whether the column has to be there before. */
  boolean wantsColumn() {
    return this != TRESTLE;
  }

  /**
   * Fills all rows.
   *
   * @return how long that took
   */
  abstract Duration fill(String url, Connection connection)
      throws SQLException, MigrationException, UnplannableException;

  private static Duration timed(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long began = System.nanoTime();
      statement.execute(sql);
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  /** Takes the time of the step that fills rows. */
  private static final class Stopwatch implements Events {

    private Duration filling = Duration.ZERO;

    @Override
    public void done(PlanStep step, boolean back, Duration took) {
      if (step.kind() == PlanStep.Kind.BACKFILL && !back) {
        filling = took;
      }
    }

    @Override
    public void begins(PlanStep step, boolean back) {}

    @Override
    public void waitsFor(List<Laggard> members) {}

    @Override
    public void blocked(String step, String why, List<String> blockers, Duration pause) {}

    @Override
    public void fills(Progress progress) {}

    @Override
    public void brakes(String brake, String reason) {}

    @Override
    public void says(String what) {}
  }
}
