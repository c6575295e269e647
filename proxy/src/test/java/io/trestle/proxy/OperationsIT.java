package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.proxy.session.Traffic;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators have sessions do, at moments that are told. */
@ExtendWith(NoLeaks.class)
class OperationsIT {

  private static final String RULED = "SELECT 'ruled'";

  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = TestProxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @Test
  void aStatementThatIsBeingAnalysedIsLookedAtOnce() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    proxy.engines.gate = gate;
    Operations operations = proxy.server.operations();
    AtomicBoolean atRest = new AtomicBoolean();
    try (RawClient client = proxy.raw();
        RawClient idle = proxy.raw()) {
      client.query(RULED).query("SELECT 2").send();
      TestProxy.eventually(
          "it is being analysed",
          () ->
              operations.statistics().sessions().stream()
                  .anyMatch(session -> session.state().equals("active")));

      assertThat(operations.pause(Traffic.ALL, () -> atRest.set(true))).isTrue();
      assertThat(operations.resume(Traffic.ALL)).isTrue();
      assertThat(idle.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
      assertThat(atRest).isFalse();
      gate.countDown();

      assertThat(client.answers(2)).isEqualTo("T D C Z T D C Z");
      assertThat(proxy.engines.analysed).hasValue(1);
      TestProxy.eventually("all are at rest", atRest::get);
      assertThat(operations.statistics().counts().waited()).isEqualTo(1);
    }
  }

  @Test
  void aPipelineIsHeldBetweenItsBatches() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    proxy.engines.gate = gate;
    Operations operations = proxy.server.operations();
    AtomicBoolean atRest = new AtomicBoolean();
    try (RawClient client = proxy.raw()) {
      client.parse("", RULED).bind("", "").execute("").sync();
      client.parse("", "SELECT 2").bind("", "").execute("").sync().send();
      TestProxy.eventually(
          "the first is being analysed",
          () -> operations.statistics().sessions().get(0).state().equals("active"));
      operations.pause("postgres", () -> atRest.set(true));
      gate.countDown();

      TestProxy.eventually("it is at rest", atRest::get);
      assertThat(client.answers(1)).isEqualTo("1 2 D C Z");
      assertThat(operations.statistics().counts().statements()).isEqualTo(1);
      operations.resume("postgres");
      assertThat(client.answers(1)).isEqualTo("1 2 D C Z");
    }
  }

  @Test
  void whatWasAnalysedBeforeAPauseIsJudgedAnewBehindIt() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Operations operations = proxy.server.operations();
    try (RawClient client = proxy.raw()) {
      client.query("SELECT pg_advisory_lock(4711)").send().answers(1);
      try (RawClient waits = proxy.raw()) {
        proxy.engines.gate = gate;
        waits.query("SELECT pg_advisory_lock(4711)").query(RULED).send();
        TestProxy.eventually(
            "both clients' statements are counted",
            () -> operations.statistics().counts().statements() == 2);
        operations.pause(Traffic.ALL, () -> {});
        gate.countDown();
        TestProxy.eventually(
            "it has been analysed", () -> operations.statistics().counts().waited() == 1);
        proxy.engines.nextEpoch().rewrite(RULED, "SELECT 'other'");
        operations.resume(Traffic.ALL);
        client.query("SELECT pg_advisory_unlock(4711)").send().answers(1);

        waits.until('Z');
        assertThat(waits.until('Z').get(1).text()).endsWith("other");
      }
    }
  }

  @Test
  void aCopyAndATransactionThatHaveBegunGoOn() throws Exception {
    Operations operations = proxy.server.operations();
    AtomicBoolean atRest = new AtomicBoolean();
    TestProxy.direct("DROP TABLE IF EXISTS copied; CREATE TABLE copied (id int)");
    try (RawClient client = proxy.raw()) {
      client.query("BEGIN").query("COPY copied FROM STDIN").send().until('G');
      operations.pause(Traffic.ALL, () -> atRest.set(true));

      client.message('d', "1\n").message('c', "").send();
      assertThat(client.answers(1)).isEqualTo("C Z");
      client.parse("", "COPY copied FROM STDIN").bind("", "").execute("").sync().send().until('G');
      client.message('d', "2\n").message('c', "").sync().send();
      assertThat(client.answers(1)).isEqualTo("C Z");
      client.query("SELECT 1").query("SELECT 2").query("COMMIT").query("SELECT 3").send();
      assertThat(client.answers(3)).isEqualTo("T D C Z T D C Z C Z");
      TestProxy.eventually("it is at rest", atRest::get);
      operations.resume(Traffic.ALL);
      assertThat(client.answers(1)).isEqualTo("T D C Z");
    } finally {
      TestProxy.direct("DROP TABLE copied");
    }
  }

  @Test
  void aSessionThatEndsIsAtRest() throws Exception {
    Operations operations = proxy.server.operations();
    AtomicBoolean atRest = new AtomicBoolean();
    RawClient client = proxy.raw();
    client.query("BEGIN").send().answers(1);
    operations.pause(Traffic.ALL, () -> atRest.set(true));
    assertThat(atRest).isFalse();

    client.close();

    TestProxy.eventually("it has ended", atRest::get);
    assertThat(operations.statistics().sessions()).isEmpty();
  }

  @Test
  void whoIsPausedIsNotIdle() throws Exception {
    Limits limits = Limit.idle(Duration.ofSeconds(1), Duration.ZERO);
    try (TestProxy strict = TestProxy.start(limits);
        RawClient waits = strict.raw()) {
      Operations operations = strict.server.operations();
      operations.pause(Traffic.ALL, () -> {});
      waits.query("SELECT 1").send();
      try (RawClient idle = strict.raw()) { // whose time is up after the other one's would be
        assertThat(idle.untilEnd().toString()).isEqualTo("[E(57P05)]");
      }

      operations.resume(Traffic.ALL);
      assertThat(waits.answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void whoIsPausedGoesWhenTheProxyDrains() throws Exception {
    Operations operations = proxy.server.operations();
    try (RawClient waits = proxy.raw()) {
      operations.pause(Traffic.ALL, () -> {});
      waits.query("SELECT 1").send();
      operations.drain();

      assertThat(waits.untilEnd().toString()).isEqualTo("[E(57P01)]");
      assertThat(operations.statistics().counts().statements()).isZero();
    }
  }
}
