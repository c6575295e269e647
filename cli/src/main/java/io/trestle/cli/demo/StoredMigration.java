package io.trestle.cli.demo;

import io.trestle.migrator.backfill.Progress;
import io.trestle.rules.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the rule store says of the demo's only migration. */
final class StoredMigration {

  private final Connection connection;

  StoredMigration(Connection connection) {
    this.connection = connection;
  }

  /** The newest phase that all nodes have acknowledged; empty before the first. */
  Optional<Phase> phase() throws SQLException {
    return Optional.ofNullable(
            ask(
                """
                SELECT phase FROM trestle.step
                 WHERE kind = 'publish' AND finished IS NOT NULL ORDER BY ordinal DESC LIMIT 1"""))
        .flatMap(Phase::ofLabel);
  }

  /** How far the filling is; empty before it has begun. */
  Optional<Progress> progress() throws SQLException {
    String id = ask("SELECT id FROM trestle.migration");
    return id == null
        ? Optional.empty()
        : Optional.ofNullable(Progress.read(connection, Long.parseLong(id)));
  }

  /** Whether all rows are filled, and the migrator has noted it. */
  boolean isFilled() throws SQLException {
    return ask("SELECT 1 FROM trestle.step WHERE kind = 'backfill' AND finished IS NOT NULL")
        != null;
  }

  /** Whether a migrator is connected to the server. */
  boolean isRun() throws SQLException {
    return ask(
            """
            SELECT 1 FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'trestle-migrator' LIMIT 1""")
        != null;
  }

  private @Nullable String ask(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }
}
