package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.SqlNotice;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class PipelineIT {

  private TestProxy proxy;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    proxy = TestProxy.start();
    client = proxy.raw();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
  }

  @Test
  void anAnalysisDoesNotReorderWhatComesBehindIt() throws Exception {
    proxy.engines.rewrite("SELECT 'ruled'", "SELECT 'first'");
    CountDownLatch gate = new CountDownLatch(1);
    proxy.engines.gate = gate;

    client.query("SELECT 'zeroth'").query("SELECT 'ruled'").query("SELECT 'second'");
    client.parse("", "SELECT 'third'").bind("", "").execute("").sync().send();
    List<RawClient.Message> zeroth = client.until('Z');
    try (RawClient other = proxy.raw()) {
      assertThat(other.query("SELECT 1").send().answers(1))
          .as("another session goes on")
          .isEqualTo("T D C Z");
    }
    gate.countDown();

    assertThat(zeroth.get(1).text()).contains("zeroth");
    assertThat(client.until('Z').get(1).text()).contains("first");
    assertThat(client.until('Z').get(1).text()).contains("second");
    assertThat(client.until('Z').get(2).text()).contains("third");
  }

  @Test
  void everySplitOfAPipelineGivesTheSameAnswers() throws Exception {
    proxy.engines.rewrite("SELECT 'ruled'", "SELECT 'rewritten'");
    for (int size = 1; size <= 40; size += 3) {
      client
          .query("SELECT 'ruled'")
          .parse("s", "SELECT 'ruled'")
          .describe('S', "s")
          .bind("p", "s")
          .execute("p");
      client.closeStatement("s").flush().sync().query("SELECT 2").sendInPieces(size);

      assertThat(client.answers(3)).isEqualTo("T D C Z 1 t T 2 D C 3 Z T D C Z");
    }
  }

  @Test
  void afterAnErrorEverythingUpToTheSyncIsSkippedAndUndone() throws Exception {
    client.parse("kept", "SELECT 1").sync().send().until('Z');

    client.parse("bad", "SELECT nothere").closeStatement("kept").parse("skipped", "SELECT 'ruled'");
    client.query("SELECT 1").sync();
    client.bind("", "kept").execute("").sync();
    client.bind("", "skipped").sync();
    client.bind("", "bad").sync().send();

    assertThat(client.answers(4)).isEqualTo("E(42703) Z 2 D C Z E(26000) Z E(26000) Z");
  }

  @Test
  void whatIsSentWhileTheServerSkipsIsNotTreated() throws Exception {
    proxy.engines.rewrite("SELECT 'ruled'", "SELECT 'rewritten'");

    client.parse("", "SELECT nothere").flush().send().until('E');
    client
        .parse("s", "SELECT 'ruled'")
        .query("SELECT 'ruled'")
        .flush()
        .sync()
        .query("SELECT 'ruled'")
        .send();

    assertThat(client.answers(2)).isEqualTo("Z T D C Z");
    assertThat(client.bind("", "s").sync().send().answers(1)).isEqualTo("E(26000) Z");
  }

  /** Nothing stands between the error and ReadyForQuery [multigres 1017]. */
  @Test
  void aRefusedParseSkipsToTheSync() throws Exception {
    proxy.engines.refuse("SELECT 'ruled'", "TR001");

    client.parse("s", "SELECT 'ruled'").describe('S', "s").bind("", "s").execute("").sync();
    client.query("SELECT 'ruled'").query("SELECT 1").send();

    assertThat(client.answers(3)).isEqualTo("E(TR001) Z E(TR001) Z T D C Z");
  }

  @Test
  void aQueryBeforeTheSyncIsAnswered() throws Exception {
    proxy.engines.rewrite("SELECT 'ruled'", "SELECT 'rewritten'");

    client.parse("", "SELECT 1").bind("", "").execute("").query("SELECT 'ruled'").sync().send();

    assertThat(client.answers(2)).isEqualTo("1 2 D C T D C Z Z");
  }

  /** Drivers rely on it [pgcat 396, pgdog 57]. */
  @Test
  void aFlushIsPassedAtOnce() throws Exception {
    client.parse("", "SELECT 1").flush().send();

    assertThat(client.next().type()).isEqualTo('1');
    assertThat(client.bind("", "").execute("").flush().send().next().type()).isEqualTo('2');
    assertThat(client.until('C')).hasSize(2);
    assertThat(client.sync().send().answers(1)).isEqualTo("Z");
  }

  @Test
  void copyInTheExtendedProtocolIgnoresTheSyncAheadOfItsData() throws Exception {
    client.query("CREATE TEMP TABLE copied (i int)").send().until('Z');

    client.parse("", "COPY copied FROM STDIN").bind("", "").execute("").sync().send().until('G');
    client
        .message('d', "1\n2\n")
        .sync()
        .message('c', "")
        .sync()
        .query("SELECT count(*) FROM copied")
        .send();

    assertThat(client.answers(2)).isEqualTo("C Z T D C Z");
    proxy.engines.refuse("SELECT 'ruled'", "TR001");
    assertThat(client.query("SELECT 'ruled'").query("SELECT 1").send().answers(2))
        .isEqualTo("E(TR001) Z T D C Z");
  }

  @Test
  void aWholeCopyInOnePacketKeepsTheOrder() throws Exception {
    proxy.engines.refuse("SELECT 'ruled'", "TR001");
    client.query("CREATE TEMP TABLE copied (i int)").send().until('Z');

    client
        .query("COPY copied FROM STDIN")
        .message('d', "1\n")
        .message('c', "")
        .query("SELECT 'ruled'");
    client
        .query("COPY copied FROM STDIN")
        .message('d', "no number\n")
        .message('f', "no\0")
        .query("SELECT 'ruled'")
        .send();

    assertThat(client.answers(4)).isEqualTo("G C Z E(TR001) Z G E(22P02) Z E(TR001) Z");
  }

  @Test
  void deallocateAllForgetsStatements() throws Exception {
    client
        .parse("a", "SELECT 1")
        .parse("b", "SELECT 2")
        .sync()
        .query("DISCARD ALL")
        .parse("b", "SELECT 'ruled'")
        .sync();
    client.bind("", "b").execute("").sync().send();

    assertThat(client.answers(4)).isEqualTo("1 1 Z C S Z 1 Z 2 D C Z".replace("S ", ""));
  }

  @Test
  void noticesOfPortalsComeWithTheirExecution() throws Exception {
    SqlNotice notice = new SqlNotice("TR010", "discarded");
    proxy.engines.tell(
        "SELECT 'ruled'", FakeEngines.holding("SELECT 1", List.of(), List.of(), List.of(notice)));

    client
        .parse("s", "SELECT 'ruled'")
        .bind("p1", "s")
        .bind("", "s")
        .execute("")
        .execute("p1")
        .sync();
    client.parse("t", "SELECT 2").bind("", "t").execute("").sync().send();

    assertThat(client.answers(2)).isEqualTo("1 2 2 D N(TR010) C D N(TR010) C Z 1 2 D C Z");
  }

  @Test
  void thousandsOfMessagesWithoutASyncAreAnswered() throws Exception {
    client.close();
    proxy.close();
    proxy = TestProxy.start(Limit.pendingAnswers(4096));
    client = proxy.raw();
    for (int i = 0; i < 30_000; i++) {
      client.parse("", "SELECT " + i);
    }
    client.sync();
    Thread writer = new Thread(() -> sendAll(client));
    writer.start();

    assertThat(client.until('Z')).hasSize(30_001);
    writer.join();
  }

  private static void sendAll(RawClient client) {
    try {
      client.send();
    } catch (java.io.IOException lost) {
      throw new java.io.UncheckedIOException(lost);
    }
  }
}
