package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a proxy comes to its end. */
@ExtendWith(NoLeaks.class)
class DrainIT {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final long PATIENCE_SECONDS = 20;
  private static final int AT_ONCE = 20;

  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = TestProxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private static void assertEnded(List<RawClient.Message> messages) {
    RawClient.Message last = messages.get(messages.size() - 1);
    assertThat(last.field('S')).isEqualTo("FATAL");
    assertThat(last.field('C')).isEqualTo("57P01");
    assertThat(last.field('M')).isEqualTo("terminating connection due to administrator command");
  }

  private static void await(CompletableFuture<Void> drained) throws Exception {
    drained.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void anIdleSessionEndsAtOnceAndNobodyConnectsAnyMore() throws Exception {
    try (RawClient client = proxy.raw()) {
      int port = proxy.port();
      CompletableFuture<Void> drained = proxy.server.drain(LONG);

      assertEnded(client.untilEnd());
      assertThatThrownBy(() -> new RawClient(port).close()).isInstanceOf(IOException.class);
      client.close();
      await(drained);
    }
  }

  @Test
  void aProxyWithoutSessionsIsDrainedAtOnce() throws Exception {
    await(proxy.server.drain(LONG));
  }

  @Test
  void aTransactionIsFinishedFirst() throws Exception {
    try (RawClient inside = proxy.raw();
        RawClient idle = proxy.raw()) {
      inside.query("BEGIN").query("SELECT 1").send();
      assertThat(inside.answers(2)).isEqualTo("C Z T D C Z");
      CompletableFuture<Void> drained = proxy.server.drain(LONG);
      assertEnded(idle.untilEnd());

      assertThat(inside.query("SELECT 2").send().answers(1)).isEqualTo("T D C Z");
      assertThat(inside.query("SELECT nothing").send().answers(1)).isEqualTo("E(42703) Z");
      List<RawClient.Message> last = inside.query("ROLLBACK").send().untilEnd();
      assertThat(last.toString()).isEqualTo("[C, Z, E(57P01)]");
      assertEnded(last);
      inside.close();
      idle.close();
      await(drained);
    }
  }

  @Test
  void aStatementIsFinishedFirst() throws Exception {
    try (RawClient holder = proxy.raw();
        RawClient waiting = proxy.raw()) {
      holder.query("BEGIN").query("SELECT pg_advisory_xact_lock(4711)").send().answers(2);
      waiting.query("SELECT pg_advisory_lock(4711)").send();
      TestProxy.eventually("it waits", () -> isWaiting(waiting.processId));
      CompletableFuture<Void> drained = proxy.server.drain(LONG);

      assertEnded(holder.query("COMMIT").send().untilEnd());
      assertThat(waiting.untilEnd().toString()).isEqualTo("[T, D, C, Z, E(57P01)]");
      holder.close();
      waiting.close();
      await(drained);
    }
  }

  private static boolean isWaiting(int pid) throws Exception {
    try (var connection = TestPostgres.shared().connect("postgres");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND pid = " + pid)) {
      return rows.next();
    }
  }

  @Test
  void whatIsPipelinedIsFinishedFirst() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    proxy.engines.gate = gate;
    try (RawClient client = proxy.raw()) {
      client.parse("s", "SELECT 'ruled'").bind("", "s").execute("").sync();
      client.parse("t", "SELECT 2").bind("", "t").execute("").sync().send();
      CompletableFuture<Void> drained = proxy.server.drain(LONG);
      gate.countDown();

      List<RawClient.Message> messages = client.untilEnd();
      assertThat(messages.toString())
          .isIn("[1, 2, D, C, Z, 1, 2, D, C, Z, E(57P01)]", "[E(57P01)]");
      assertEnded(messages);
      client.close();
      await(drained);
    }
  }

  @Test
  void aBatchThatIsNotSyncedIsOpen() throws Exception {
    try (RawClient client = proxy.raw()) {
      client.parse("", "SELECT 1").describe('S', "").flush().send();
      assertThat(client.until('T').toString()).isEqualTo("[1, t, T]");
      CompletableFuture<Void> drained = proxy.server.drain(LONG);

      client.bind("", "").execute("").sync().send();
      assertThat(client.untilEnd().toString()).isEqualTo("[2, D, C, Z, E(57P01)]");
      client.close();
      await(drained);
    }
  }

  @Test
  void aCopyIsFinishedFirst() throws Exception {
    try (RawClient client = proxy.raw()) {
      client.query("CREATE TEMP TABLE copied (i int)").query("COPY copied FROM STDIN").send();
      client.until('G');
      CompletableFuture<Void> drained = proxy.server.drain(LONG);

      client.message('d', "1\n").message('c', "").send();
      assertThat(client.untilEnd().toString()).isEqualTo("[C, Z, E(57P01)]");
      client.close();
      await(drained);
    }
  }

  @Test
  void theDeadlineEndsWhatIsLeft() throws Exception {
    try (RawClient inside = proxy.raw();
        RawClient silent = new RawClient(proxy.port())) {
      inside.query("BEGIN").send().answers(1);
      CompletableFuture<Void> drained = proxy.server.drain(Duration.ofMillis(200));

      assertEnded(inside.untilEnd());
      assertEnded(silent.untilEnd());
      inside.close();
      silent.close();
      await(drained);
    }
  }

  @Test
  void whoHasJustConnectedIsServed() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      TestProxy.eventually("it is accepted", () -> proxy.server.sessions() == 1);
      CompletableFuture<Void> drained = proxy.server.drain(LONG);

      client.login("postgres", "postgres");
      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
      assertEnded(client.untilEnd());
      client.close();
      await(drained);
    }
  }

  @ParameterizedTest
  @MethodSource("io.trestle.proxy.TestProxy#transports")
  void whoWaitsToBeAcceptedIsServed(Transport transport) throws Exception {
    assumeTrue(transport != Transport.NIO, "nio resets them");
    List<RawClient> clients = new ArrayList<>();
    try (TestProxy other =
        TestProxy.start(
            TestProxy.settings(TestPostgres.shared())
                .withTransport(transport)
                .withEventLoopThreads(1))) {
      for (int i = 0; i < AT_ONCE; i++) {
        clients.add(new RawClient(other.port()));
      }
      other.server.drain(LONG);

      for (RawClient client : clients) {
        client.login("postgres", "postgres");
      }
      for (RawClient client : clients) {
        assertEnded(client.untilEnd());
        client.close();
      }
    }
  }

  @Test
  void anIdleSessionEndsAfterItsTime() throws Exception {
    Limits limits = Limit.idle(Duration.ofMillis(1_500), Duration.ZERO);
    try (TestProxy strict = TestProxy.start(limits);
        RawClient inside = strict.raw();
        RawClient idle = strict.raw()) {
      inside.query("BEGIN").send().answers(1);
      assertThat(idle.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");

      assertThat(idle.untilEnd())
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.field('C')).isEqualTo("57P05");
                assertThat(error.field('M'))
                    .isEqualTo("terminating connection due to idle-session timeout");
              });
      assertThat(inside.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void aSessionThatIsIdleInsideATransactionEndsAfterItsTime() throws Exception {
    Limits limits = Limit.idle(Duration.ZERO, Duration.ofMillis(1_500));
    try (TestProxy strict = TestProxy.start(limits);
        RawClient inside = strict.raw();
        RawClient idle = strict.raw()) {
      inside.query("BEGIN").send().answers(1);

      assertThat(inside.untilEnd())
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.field('C')).isEqualTo("25P03");
                assertThat(error.field('M'))
                    .isEqualTo("terminating connection due to idle-in-transaction timeout");
              });
      assertThat(idle.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void aStatementThatTakesLongIsNotIdle() throws Exception {
    Limits limits = Limit.idle(Duration.ofMillis(100), Duration.ofMillis(100));
    try (TestProxy strict = TestProxy.start(limits);
        RawClient client = strict.raw()) {
      client.query("SELECT pg_sleep(0.5)").send();

      assertThat(client.untilEnd().toString()).isEqualTo("[T, D, C, Z, E(57P05)]");
    }
  }
}
