package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.admin.MigrationControl.Migration;
import io.trestle.rules.Phase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** SHOW MIGRATIONS and SET PHASE on the console, over migrations that a test has in hand. */
@ExtendWith(NoLeaks.class)
class MigrationConsoleIT {

  private static final String DONE = "00000";
  private static final String SET = "SET PHASE public.orders.status TO writable";

  @TempDir private Path folder = Path.of("");
  private OperatedProxy proxy;
  private FakeMigrations migrations;

  @BeforeEach
  void start() throws Exception {
    proxy = OperatedProxy.start("migration_console", folder);
    migrations = proxy.migrations;
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private Connection console(String mode) throws SQLException {
    return proxy.console("anna", OperatedProxy.PASSWORD, mode);
  }

  private void holdMoves() {
    migrations.done = new CountDownLatch(1);
  }

  private void awaitAsked(int moves) throws Exception {
    TestProxy.eventually("moves are under way", () -> migrations.asked.size() == moves);
  }

  /** Runs a statement; gives the SQLSTATE with which it ends. */
  private static CompletableFuture<String> running(Statement statement, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            statement.execute(sql);
            return DONE;
          } catch (SQLException failure) {
            return String.valueOf(failure.getSQLState());
          }
        });
  }

  private static String result(CompletableFuture<String> run)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    return run.get(15, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&preferQueryMode=simple",
        "&preferQueryMode=extended",
        "&prepareThreshold=1&binaryTransfer=true"
      })
  void showsMigrationsToViewersInEveryQueryMode(String mode) throws Exception {
    Instant now = Instant.now();
    migrations.migrations.add(
        new Migration(
            "shop",
            "writes",
            "public.orders.status",
            Phase.WRITABLE,
            "running",
            "fill",
            4L,
            9L,
            100L,
            3_000_000_000L,
            12L,
            "pause: by hand",
            null,
            "pid 1",
            now,
            "ALTER TABLE …"));
    migrations.migrations.add(Migration.unknown("gone", "no route"));
    try (Connection console = proxy.console("bert", OperatedProxy.PASSWORD, mode)) {
      for (int i = 0; i < 3; i++) { // the third is in binary, where that is asked for
        try (var prepared = console.prepareStatement("SHOW MIGRATIONS");
            ResultSet shown = prepared.executeQuery()) {
          assertThat(shown.next()).isTrue();
          assertThat(shown.getString("database")).isEqualTo("shop");
          assertThat(shown.getString("migration")).isEqualTo("public.orders.status");
          assertThat(shown.getString("phase")).isEqualTo("writable");
          assertThat(shown.getLong("rows_expected")).isEqualTo(3_000_000_000L);
          assertThat(shown.getString("waits_for")).isEqualTo("pause: by hand");
          assertThat(shown.getString("watches_until")).isNull();
          assertThat(shown.getString("started")).isEqualTo(now.toString());
          assertThat(shown.next()).isTrue();
          assertThat(shown.getString("database")).isEqualTo("gone");
          assertThat(shown.getString("message")).isEqualTo("no route");
          assertThat(shown.getObject("migration")).isNull();
          assertThat(shown.next()).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"&preferQueryMode=simple", "&preferQueryMode=extended"})
  void setsAPhaseForItsUserAndSaysHowItGoes(String mode) throws Exception {
    try (Connection console = console(mode);
        Statement statement = console.createStatement()) {
      assertThat(statement.execute(SET + " IN shop")).isFalse();

      assertThat(migrations.asked).containsExactly("anna public.orders.status writable shop");
      assertThat(statement.getWarnings().getMessage()).isEqualTo("a line");
      assertThat(statement.getWarnings().getSQLState()).isEqualTo("00000");
      assertThat(statement.execute("SHOW STATS")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"&preferQueryMode=simple", "&preferQueryMode=extended"})
  void whatIsRefusedSaysWhy(String mode) throws Exception {
    try (Connection console = console(mode);
        Statement statement = console.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SET PHASE refused TO absent"))
          .isInstanceOfSatisfying(
              PSQLException.class,
              error -> {
                ServerErrorMessage said = error.getServerErrorMessage();
                assertThat(said.getSQLState()).isEqualTo("55000");
                assertThat(said.getMessage()).isEqualTo("trestle: it is run by somebody else");
                assertThat(said.getHint()).isEqualTo("wait");
              });
      assertThat(statement.execute("SHOW STATS")).isTrue();
    }
  }

  @Test
  void aViewerSetsNoPhase() throws Exception {
    try (Connection viewer = proxy.console("bert");
        Statement statement = viewer.createStatement()) {
      assertThatThrownBy(() -> statement.execute(SET))
          .hasMessageContaining("SET PHASE needs the role operator")
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("42501"));
    }
    assertThat(migrations.asked).isEmpty();
  }

  @Test
  void aCancelRequestStopsIt() throws Exception {
    holdMoves();
    try (Connection console = console("");
        Statement statement = console.createStatement();
        Connection other = console("");
        Statement another = other.createStatement()) {
      CompletableFuture<String> run = running(statement, SET);
      CompletableFuture<String> goesOn = running(another, SET);
      awaitAsked(2);

      statement.cancel();

      assertThat(result(run)).isEqualTo("57014");
      assertThat(goesOn).isNotDone();
      assertThat(migrations.stopped).hasValue(1);
      migrations.done.countDown();
      assertThat(result(goesOn)).isEqualTo(DONE);
      assertThat(statement.execute("SHOW STATS")).isTrue();
    }
  }

  @Test
  void aCancelRequestThatComesTooLateDoesNothing() throws Exception {
    try (Connection console = console("");
        Statement statement = console.createStatement()) {
      statement.execute(SET);
      statement.cancel();

      statement.execute(SET);

      assertThat(migrations.stopped).hasValue(0);
    }
  }

  @Test
  void itStopsWhenItsSessionIsGone() throws Exception {
    holdMoves();
    try (Connection console = console("");
        Statement statement = console.createStatement()) {
      CompletableFuture<String> run = running(statement, SET);
      awaitAsked(1);

      console.abort(Runnable::run);

      assertThat(result(run)).isNotEqualTo(DONE);
      TestProxy.eventually("it is stopped", () -> migrations.stopped.get() == 1);
    }
  }

  @Test
  void otherCommandsGoOnMeanwhileAndSoManyMovesAreTheMost() throws Exception {
    holdMoves();
    List<Connection> consoles = new ArrayList<>();
    List<CompletableFuture<String>> runs = new ArrayList<>();
    try (Connection console = console("");
        Statement statement = console.createStatement()) {
      for (int i = 0; i < 10; i++) {
        Connection each = console("");
        consoles.add(each);
        runs.add(running(each.createStatement(), SET));
      }
      awaitAsked(10);

      for (String command : List.of("SHOW STATS", "SHOW MIGRATIONS", "SHOW RULES")) {
        assertThat(statement.execute(command)).isTrue();
      }
      assertThat(result(running(statement, SET))).isEqualTo("53000");

      migrations.done.countDown();
      for (CompletableFuture<String> run : runs) {
        assertThat(result(run)).isEqualTo(DONE);
      }
      TestProxy.eventually(
          "there is room again", () -> result(running(statement, SET)).equals(DONE));
    } finally {
      for (Connection each : consoles) {
        each.close();
      }
    }
  }

  @Test
  void aProxyThatEndsStopsItSafely() throws Exception {
    holdMoves();
    try (Connection console = console("");
        Statement statement = console.createStatement()) {
      CompletableFuture<String> run = running(statement, SET);
      awaitAsked(1);

      proxy.server.close();

      assertThat(migrations.stopped).hasValue(1);
      assertThat(result(run)).isNotEqualTo(DONE);
    }
  }
}
