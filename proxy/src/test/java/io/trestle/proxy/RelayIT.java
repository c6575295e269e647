package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

@ExtendWith(NoLeaks.class)
class RelayIT {

  private TestProxy proxy;

  private void start(Transport transport) throws Exception {
    proxy = TestProxy.start(TestProxy.settings(TestPostgres.shared()).withTransport(transport));
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @ParameterizedTest
  @MethodSource("io.trestle.proxy.TestProxy#transports")
  void simpleAndExtendedProtocolGoThrough(Transport transport) throws Exception {
    start(transport);
    for (String mode :
        new String[] {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"}) {
      try (Connection connection =
              proxy.connect("&preferQueryMode=" + mode + "&prepareThreshold=2");
          PreparedStatement statement = connection.prepareStatement("SELECT ?::int + 1, ?::text")) {
        for (int i = 0; i < 10; i++) {
          statement.setInt(1, i);
          statement.setString(2, "ä" + i);
          try (ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(i + 1);
            assertThat(rows.getString(2)).isEqualTo("ä" + i);
          }
        }
      }
    }
    assertThat(proxy.engines.analysed).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("io.trestle.proxy.TestProxy#transports")
  void largeResultsGoThrough(Transport transport) throws Exception {
    start(transport);
    try (Connection connection = proxy.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT i, repeat('x', i % 300) FROM generate_series(1, 100000) i")) {
      int count = 0;
      while (rows.next()) {
        count++;
        assertThat(rows.getString(2).length()).isEqualTo(rows.getInt(1) % 300);
      }
      assertThat(count).isEqualTo(100_000);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO"})
  void messagesLongerThanAnyBufferStreamThroughBothWays(Transport transport) throws Exception {
    start(transport);
    String longText = "y".repeat(20_000_000);
    try (Connection connection = proxy.connect();
        PreparedStatement statement = connection.prepareStatement("SELECT ?::text")) {
      statement.setString(1, longText);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1).equals(longText)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO"})
  void portalsGiveRowsInPortions(Transport transport) throws Exception {
    start(transport);
    try (Connection connection = proxy.connect()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(7);
        try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 100)")) {
          int count = 0;
          while (rows.next()) {
            count++;
          }
          assertThat(count).isEqualTo(100);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO"})
  void aQueryCanBeCancelled(Transport transport) throws Exception {
    start(transport);
    try (Connection connection = proxy.connect();
        Statement statement = connection.createStatement()) {
      CompletableFuture<String> state =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  statement.execute("SELECT pg_sleep(60)");
                  return "";
                } catch (SQLException cancelled) {
                  return cancelled.getSQLState();
                }
              });
      int pid = ((PGConnection) connection).getBackendPID();
      try (Connection other = TestPostgres.shared().connect("postgres");
          Statement look = other.createStatement()) {
        TestProxy.eventually(
            "the query is running",
            () -> {
              try (ResultSet rows =
                  look.executeQuery(
                      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid)) {
                return rows.next();
              }
            });
      }
      statement.cancel();
      assertThat(state.get(15, TimeUnit.SECONDS)).isEqualTo("57014");
      try (ResultSet rows = statement.executeQuery("SELECT 1")) {
        assertThat(rows.next()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO"})
  void notificationsArriveWhileIdle(Transport transport) throws Exception {
    start(transport);
    try (Connection connection = proxy.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN relay_it");
      TestProxy.direct("NOTIFY relay_it, 'hello'");
      assertThat(connection.unwrap(PGConnection.class).getNotifications(15_000))
          .singleElement()
          .satisfies(notification -> assertThat(notification.getParameter()).isEqualTo("hello"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO"})
  void copyGoesThroughBothWays(Transport transport) throws Exception {
    start(transport);
    try (Connection connection = proxy.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE copied (i int, t text)");
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 50_000; i++) {
        lines.append(i).append('\t').append("line ").append(i).append('\n');
      }
      assertThat(copy.copyIn("COPY copied FROM STDIN", new StringReader(lines.toString())))
          .isEqualTo(50_000);
      StringWriter out = new StringWriter();
      assertThat(copy.copyOut("COPY copied TO STDOUT", out)).isEqualTo(50_000);
      assertThat(out.toString()).isEqualTo(lines.toString());
      assertThatThrownBy(
              () -> copy.copyIn("COPY copied FROM STDIN", new StringReader("no number\n")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("invalid input syntax");
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM copied")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(50_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO"})
  void batchesAndErrorsInThemAreTheServers(Transport transport) throws Exception {
    start(transport);
    try (Connection connection = proxy.connect("&prepareThreshold=1");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE batched (i int CHECK (i < 1000))");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO batched VALUES (?)")) {
        for (int i = 0; i < 2_000; i++) {
          insert.setInt(1, i % 1_000);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(2_000);
        insert.setInt(1, 1_000);
        insert.addBatch();
        assertThatThrownBy(insert::executeBatch).hasMessageContaining("batched_i_check");
        insert.setInt(1, 1);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
    }
  }
}
