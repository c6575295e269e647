package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backend is killed, and the server restarts all others. */
@ExtendWith(NoLeaks.class)
class CrashIT {

  @Test
  void aKilledBackendEndsAllSessionsAndTheProxyGoesOnWithTheNext() throws Exception {
    try (TestPostgres postgres =
            TestPostgres.start(TestPostgres.NEWEST, Map.of("restart_after_crash", "on"));
        TestProxy proxy = TestProxy.start(TestProxy.settings(postgres))) {
      try (RawClient victim = proxy.raw();
          RawClient bystander = proxy.raw()) {
        victim.query("SELECT pg_sleep(60)").send();
        kill(postgres, victim.processId);

        RawClient.Message lost = last(victim.untilEnd());
        assertThat(lost.field('C')).isEqualTo("08006");
        assertThat(lost.field('M')).contains("was lost");
        assertThat(bystander.untilEnd())
            .extracting(message -> message.field('C'))
            .as("the server's warning, crash_shutdown, and the end that libpq would say itself")
            .containsExactly("57P02", "08006");
      }
      TestProxy.eventually("no session is left", () -> proxy.server.sessions() == 0);
      TestProxy.eventually("the server is back", () -> answers(proxy));
    }
  }

  private static void kill(TestPostgres postgres, int processId) {
    try {
      postgres.execute("postgres", "COPY (SELECT 1) TO PROGRAM 'kill -9 " + processId + "'");
    } catch (SQLException swept) {
      // this connection is one of all that the server ends
    }
  }

  private static RawClient.Message last(List<RawClient.Message> messages) {
    return messages.get(messages.size() - 1);
  }

  private static boolean answers(TestProxy proxy) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.startup("postgres", "postgres").send();
      client.until('Z');
      return client.query("SELECT 1").send().answers(1).equals("T D C Z");
    } catch (IOException | AssertionError notYet) {
      return false;
    }
  }
}
