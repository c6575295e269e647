package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.EditMap.Edit;
import io.trestle.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random pipelines, sent to the server directly and through the proxy, whose engine rewrites
 * statements to a longer text that means the same, and to another one in every epoch: the answers
 * must be the same to the last field.
 */
@ExtendWith(NoLeaks.class)
class PipelineFuzzIT {

  private static final int ROUNDS = 150;
  private static final String[] NAMES = {"", "a", "b", "trestle_1"};
  private static final String[] STATEMENTS = {
    "SELECT 1",
    "SELECT 'ruled'",
    "SELECT 'ruled', $1::int",
    "SELECT 'ruled', nothere",
    "SELECT 'ruled', 1/0",
    "SELECT nothere",
    "SELECT 'ruled' FROM generate_series(1, 3)",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "",
    "SELECT 1; SELECT 'ruled'",
    "COPY (SELECT 'ruled') TO STDOUT"
  };

  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = TestProxy.start();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  /** In each epoch every concerned statement has so many spaces more behind its SELECT. */
  private static void nextEpoch(int spaces) {
    proxy.engines.nextEpoch();
    for (String sql : STATEMENTS) {
      if (sql.contains("ruled") && spaces > 0) {
        int at = sql.indexOf("'ruled'");
        String longer = sql.substring(0, at) + " ".repeat(spaces) + sql.substring(at);
        proxy.engines.tell(sql, FakeEngines.rewritten(longer, List.of(new Edit(at, 0, spaces))));
      }
    }
  }

  private interface Step {
    void on(RawClient client) throws Exception;
  }

  private static Step step(Random random) {
    String name = NAMES[random.nextInt(NAMES.length)];
    String portal = NAMES[random.nextInt(2)];
    String sql = STATEMENTS[random.nextInt(STATEMENTS.length)];
    byte[] garbage = new byte[random.nextInt(12)];
    random.nextBytes(garbage);
    char type = "QPBDEC".charAt(random.nextInt(6));
    return switch (random.nextInt(19)) {
      case 0, 1, 2 -> client -> client.parse(name, sql);
      case 3, 4, 5, 6 -> client -> client.bind(portal, name);
      case 7 -> client -> client.bind(portal, name, "7");
      case 8 -> client -> client.describe('S', name);
      case 9 -> client -> client.describe('P', portal);
      case 10, 11, 12 -> client -> client.execute(portal);
      case 13 -> client -> client.closeStatement(name);
      case 14, 15 -> RawClient::sync;
      case 16 -> client -> client.query(sql);
      case 17 -> RawClient::flush;
      default ->
          client -> {
            if (garbage.length % 3 == 0) {
              client.message(type, garbage);
            }
          };
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theAnswersAreThoseOfTheServer(long seed) throws Exception {
    Random random = new Random(seed);
    try (RawClient direct = new RawClient(TestPostgres.shared().port());
        RawClient proxied = proxy.raw()) {
      direct.login("postgres", "postgres");
      for (int round = 0; round < ROUNDS; round++) {
        List<Step> steps = new ArrayList<>();
        int count = 1 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
          steps.add(step(random));
        }
        for (int part = 0; part < count; part++) {
          steps.get(part).on(direct);
          steps.get(part).on(proxied);
          if (random.nextInt(10) == 0) {
            proxied.sendInPieces(1 + random.nextInt(30));
            nextEpoch(random.nextInt(4));
          }
        }
        for (RawClient client : new RawClient[] {direct, proxied}) {
          client.sync().query("ROLLBACK").query("SELECT 'the end'").send();
        }
        List<String> expected = answers(direct);
        assertThat(answers(proxied)).as("seed " + seed + ", round " + round).isEqualTo(expected);
      }
    }
  }

  /** The answers up to the mark that ends each round. */
  private static List<String> answers(RawClient client) throws Exception {
    List<String> answers = new ArrayList<>();
    boolean marked = false;
    while (!marked) {
      RawClient.Message message = client.next();
      assertThat(message).as("after " + answers).isNotNull();
      answers.add(
          message.type() == 'E'
              ? message + " at " + message.field('P')
              : message.type() + Arrays.toString(message.body()));
      marked = message.type() == 'D' && message.text().endsWith("the end");
    }
    client.until('Z');
    return answers;
  }
}
