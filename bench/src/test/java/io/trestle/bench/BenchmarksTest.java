package io.trestle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.trestle.bench.standin.StandInResultSet;
import io.trestle.engine.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each benchmark once: that it runs, and that it measures what it says. */
final class BenchmarksTest {

  @ParameterizedTest
  @CsvSource({"60,heap", "60,direct", "600,heap", "600,direct"})
  void aScanEndsWithoutAMention(int bytes, String memory) {
    ScanBenchmark benchmark = new ScanBenchmark();
    benchmark.bytes = bytes;
    benchmark.memory = memory;
    benchmark.setUp();

    assertThat(benchmark.miss()).isFalse();

    benchmark.tearDown();
  }

  @ParameterizedTest
  @ValueSource(strings = {"point", "join", "report"})
  void aLookUpFindsTheRewrittenStatement(String statement) {
    CacheHitBenchmark benchmark = new CacheHitBenchmark();
    benchmark.statement = statement;
    benchmark.setUp();

    assertThat(benchmark.lookUp()).isInstanceOf(Outcome.Rewritten.class);
    assertThat(benchmark.otherLiterals()).isInstanceOf(Outcome.Rewritten.class);
    assertThat(new String(benchmark.whole(), StandardCharsets.UTF_8)).contains("'pending'");

    benchmark.tearDown();
  }

  @ParameterizedTest
  @ValueSource(strings = {"point", "join", "report", "insert"})
  void anAnalysisRewritesTheStatement(String statement) {
    FirstAnalysisBenchmark benchmark = new FirstAnalysisBenchmark();
    benchmark.statement = statement;
    benchmark.setUp();

    assertThat(benchmark.analyse()).isInstanceOf(Outcome.Rewritten.class);

    benchmark.tearDown();
  }

  @ParameterizedTest
  @ValueSource(strings = {WrapperAlone.RAW, WrapperAlone.WRAPPED})
  void theStandInAnswersWithAndWithoutTheWrappers(String through) throws SQLException {
    WrapperAlone benchmark = new WrapperAlone();
    WrapperAlone.Cpu cpu = new WrapperAlone.Cpu();
    benchmark.through = through;
    benchmark.setUp();

    assertThat(benchmark.executeUnconcerned(cpu).getInt(1)).isEqualTo(StandInResultSet.NUMBER);
    assertThat(benchmark.executeRead(cpu).getString(3)).isEqualTo(StandInResultSet.TEXT);
    assertThat(benchmark.executeWrite(cpu)).isEqualTo(1);
    assertThat(benchmark.executeUnconcernedText(cpu).next()).isTrue();
    assertThat(benchmark.executeReadText(cpu).next()).isTrue();
    assertThat(benchmark.executeNewText(cpu).next()).isTrue();
    assertThat(benchmark.batchRow(cpu)).isNotEmpty();
    assertThat(benchmark.getInt(cpu)).isEqualTo(StandInResultSet.NUMBER);
    assertThat(benchmark.getString(cpu)).isEqualTo(StandInResultSet.TEXT);
    assertThat(benchmark.getObject(cpu)).isEqualTo(StandInResultSet.TEXT);

    benchmark.tearDown();
  }

  @Test
  void theWrappersMakeNoGarbageForParametersRowsAndValues() throws SQLException {
    WrapperAlone benchmark = new WrapperAlone();
    WrapperAlone.Cpu cpu = new WrapperAlone.Cpu();
    benchmark.through = WrapperAlone.WRAPPED;
    benchmark.setUp();
    benchmark.setInt(cpu);
    benchmark.batchRow(cpu);

    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5; attempt++) {
      long before = allocated();
      for (int i = 0; i < 1_000; i++) {
        benchmark.setInt(cpu);
        benchmark.getInt(cpu);
        benchmark.getString(cpu);
      }
      benchmark.batchRow(cpu);
      least = Math.min(least, allocated() - before);
    }
    assertThat(least).as("bytes for 1,000 of each").isLessThan(1_000);

    benchmark.tearDown();
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePassThroughHandsBytesOnInBothDirections(boolean uring) throws IOException {
    assumeTrue(uring ? IoUring.isAvailable() : Epoll.isAvailable());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        PassThrough proxy =
            PassThrough.start(0, new InetSocketAddress(loopback, server.getLocalPort()), 1, uring);
        Socket client = new Socket(loopback, proxy.port());
        Socket accepted = server.accept()) {
      client.setSoTimeout(10_000);
      accepted.setSoTimeout(10_000);

      client.getOutputStream().write(1);
      accepted.getOutputStream().write(2);

      assertThat(accepted.getInputStream().read()).isEqualTo(1);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }
}
