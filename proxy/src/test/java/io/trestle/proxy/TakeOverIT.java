package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A port that one proxy takes over from another while clients go on to connect. */
@ExtendWith(NoLeaks.class)
class TakeOverIT {

  private static final int CLIENTS = 4;
  private static final int TAKE_OVERS = 3;
  private static final int BETWEEN = 100;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger served = new AtomicInteger();

  @BeforeAll
  static void needsEpoll() {
    assumeTrue(Epoll.isAvailable(), "epoll");
  }

  private static int freePort() throws IOException {
    try (ServerSocket reserved = new ServerSocket(0)) {
      return reserved.getLocalPort();
    }
  }

  private static ProxySettings settings(int port, boolean shared) {
    return TestProxy.settings(TestPostgres.shared())
        .withListeners(
            List.of(
                new Listener(
                    new Endpoint("127.0.0.1", port), false, shared, Listener.DEFAULT_SOCKET_MODE)));
  }

  private void connectAgainAndAgain(int port) {
    while (!Thread.currentThread().isInterrupted()) {
      try (RawClient client = new RawClient(port)) {
        client.login("postgres", "postgres");
        String answers = client.query("SELECT 1").send().answers(1);
        if (!answers.equals("T D C Z")) {
          failures.add(answers);
        }
        client.message('X', "").send();
        served.incrementAndGet();
      } catch (IOException failure) {
        failures.add(failure.toString());
      }
    }
  }

  private void awaitMore(int clients) throws Exception {
    int before = served.get();
    TestProxy.eventually(
        "clients are served", () -> served.get() >= before + clients || !failures.isEmpty());
  }

  @Test
  void noConnectionFails() throws Exception {
    int port = freePort();
    List<Thread> clients = new ArrayList<>();
    TestProxy now = TestProxy.start(settings(port, true));
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Thread(() -> connectAgainAndAgain(port), "client-" + i));
      }
      clients.forEach(Thread::start);
      for (int i = 0; i < TAKE_OVERS; i++) {
        awaitMore(BETWEEN);
        TestProxy next = TestProxy.start(settings(port, true));
        awaitMore(BETWEEN);
        now.server.drain(Duration.ofSeconds(20)).get(20, TimeUnit.SECONDS);
        now.close();
        now = next;
        awaitMore(BETWEEN);
      }
    } finally {
      clients.forEach(Thread::interrupt);
      for (Thread client : clients) {
        client.join();
      }
      now.close();
    }

    System.out.printf("%d clients served, %d failures%n", served.get(), failures.size());
    assertThat(failures).isEmpty();
  }

  @Test
  void aPortIsSharedOnlyWhereBothSaySo() throws Exception {
    int port = freePort();
    try (TestProxy first = TestProxy.start(settings(port, false))) {
      assertThat(first.port()).isEqualTo(port);
      assertThatThrownBy(() -> TestProxy.start(settings(port, true)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void sharingTakesEpollOrIoUring() throws Exception {
    ProxySettings nio = settings(freePort(), true).withTransport(Transport.NIO);

    assertThatThrownBy(() -> TestProxy.start(nio))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reuse-port needs the transport epoll or io_uring");
  }
}
