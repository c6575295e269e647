package io.trestle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurablePostgresIT {

  @TempDir private Path folder;

  private static String ask(DurablePostgres server, String sql) throws SQLException {
    try (Connection connection = server.postgres().connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aKillTakesOpenTransactionsOnly() throws Exception {
    try (DurablePostgres server =
        DurablePostgres.start(TestPostgres.NEWEST, folder.resolve("data"), Map.of())) {
      int port = server.postgres().port();
      try (Connection open = server.postgres().connect("postgres");
          Statement statement = open.createStatement()) {
        statement.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        open.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (2)");

        server.kill();

        assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
      }
      server.startAgain();
      assertThat(server.postgres().port()).isEqualTo(port);
      assertThat(ask(server, "SELECT string_agg(a::text, ' ') FROM t")).isEqualTo("1");
    }
  }

  @Test
  void aReplicaFollows() throws Exception {
    try (DurablePostgres primary =
            DurablePostgres.start(TestPostgres.OLDEST, folder.resolve("primary"), Map.of());
        DurablePostgres replica = primary.replica(folder.resolve("replica"), "near")) {
      primary.postgres().execute("postgres", "CREATE TABLE t (a int); INSERT INTO t VALUES (7)");

      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (ask(replica, "SELECT to_regclass('t')") == null) {
        assertThat(System.nanoTime()).as("the deadline").isLessThan(end);
        Thread.onSpinWait();
      }

      assertThat(ask(replica, "SELECT a FROM t")).isEqualTo("7");
      assertThat(ask(replica, "SELECT pg_is_in_recovery()")).isEqualTo("t");
      assertThat(ask(primary, "SELECT application_name FROM pg_stat_replication"))
          .isEqualTo("near");
    }
  }
}
