package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.proxy.RawClient.Message;
import io.trestle.rewrite.ForcedAnalysis;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sequences of messages, then cut, repeated, put in another order, with bytes and lengths changed:
 * what a client gets through the proxy is what it gets of PostgreSQL, and another session beside it
 * notices nothing. Half of the cases go through a proxy that analyses every statement.
 *
 * <p>{@code -Dfuzz.seconds=N} says for how long, {@code -Dfuzz.seed=N} from which seed on; the one
 * at fault is named.
 */
@ExtendWith(NoLeaks.class)
class RawFuzzIT {

  private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 30));
  private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1);

  /**
   * How long PostgreSQL has to say nothing until it is taken to wait for more. On a busy machine it
   * may only have been slow: before that counts as a difference it is waited for longer.
   */
  private static final int SILENCE_MILLIS = 300;

  private static final int LONG_SILENCE_MILLIS = 10_000;

  private static final String SAYS_WHY = "E(08P01) at null";

  private static final String[] NAMES = {"", "a", "trestle_1"};
  private static final String[] STATEMENTS = {
    "SELECT 1",
    "SELECT $1::int",
    "SELECT $1, 'x'",
    "SELECT i FROM generate_series(1, 5) AS g (i)",
    "SELECT nothere",
    "SELECT 1/0",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "",
    ";",
    "SELECT 1; SELECT 2",
    "SELECT 1; SELECT 1/0; SELECT 2",
    "COPY (SELECT 1) TO STDOUT",
    "COPY fuzz FROM STDIN",
    "INSERT INTO fuzz VALUES (1)",
    "PREPARE a AS SELECT 7",
    "PREPARE b AS SELECT 8",
    "EXECUTE b",
    "DEALLOCATE ALL",
    "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "FETCH c",
    "SET application_name = 'fuzz'",
    "DO $$BEGIN RAISE NOTICE 'x'; END$$",
    "SELECT 'ohne Ende"
  };

  private static ProxyServer plain;
  private static ProxyServer forced;
  private static Engines plainEngines;
  private static Engines forcedEngines;
  private static CatalogDataSources sources;

  @BeforeAll
  static void start() throws Exception {
    Path rules = Files.createTempFile("fuzz-rules", ".yaml");
    Files.writeString(rules, "rules: []\n");
    TestPostgres postgres = TestPostgres.shared();
    sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    plainEngines = new RewritingEngines(FileRuleSource.open(rules), new JdbcCatalogSource(sources));
    forcedEngines =
        ForcedAnalysis.of(
            new RewritingEngines(FileRuleSource.open(rules), new JdbcCatalogSource(sources)));
    plain = ProxyServer.start(TestProxy.settings(postgres), plainEngines);
    forced = ProxyServer.start(TestProxy.settings(postgres), forcedEngines);
    Files.delete(rules);
  }

  @AfterAll
  static void stop() {
    plain.close();
    forced.close();
    plainEngines.close();
    forcedEngines.close();
    sources.close();
  }

  private static byte[] message(char type, byte[] body) {
    return ByteBuffer.allocate(5 + body.length)
        .put((byte) type)
        .putInt(4 + body.length)
        .put(body)
        .array();
  }

  private static byte[] message(char type, String body) {
    return message(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] valid(Random random) {
    String name = NAMES[random.nextInt(NAMES.length)];
    String portal = NAMES[random.nextInt(2)];
    String sql = STATEMENTS[random.nextInt(STATEMENTS.length)];
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> message('P', name + "\0" + sql + "\0\0\0");
      case 3 -> message('P', name + "\0" + sql + "\0\0\1\0\0\0\27");
      case 4, 5, 6 -> message('B', portal + "\0" + name + "\0\0\0\0\0\0\0");
      case 7 -> message('B', portal + "\0" + name + "\0\0\0\0\1\0\0\0\0017\0\0");
      case 8 -> message('B', portal + "\0" + name + "\0\0\0\0\0\0\1\0\1");
      case 9 -> message('D', "S" + name + "\0");
      case 10 -> message('D', "P" + portal + "\0");
      case 11, 12 -> message('E', portal + "\0\0\0\0\0");
      case 13 -> message('E', portal + "\0\0\0\0\2");
      case 14 -> message('C', (random.nextBoolean() ? "S" : "P") + name + "\0");
      case 15 -> message('S', "");
      case 16, 17 -> message('Q', sql + "\0");
      case 18 -> message('H', "");
      default -> copyOrCall(random);
    };
  }

  private static byte[] copyOrCall(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> message('d', "5\n");
      case 1 -> message('c', "");
      case 2 -> message('f', "no more\0");
      case 3 -> message('F', "\0\0\6\23\0\0\0\0\0\0");
      default -> message("pXv~".charAt(random.nextInt(4)), "what");
    };
  }

  private static List<byte[]> messages(Random random) {
    List<byte[]> messages = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      messages.add(valid(random));
    }
    for (int i = random.nextInt(4); i > 0 && !messages.isEmpty(); i--) {
      change(random, messages);
    }
    messages.add(message('S', ""));
    messages.add(message('S', ""));
    messages.add(message('Q', "ROLLBACK\0"));
    messages.add(message('Q', "SELECT 'the end'\0"));
    return messages;
  }

  private static void change(Random random, List<byte[]> messages) {
    int at = random.nextInt(messages.size());
    byte[] chosen = messages.get(at).clone();
    switch (random.nextInt(6)) {
      case 0 -> messages.add(random.nextInt(messages.size()), chosen);
      case 1 -> messages.remove(at);
      case 2 -> Collections.swap(messages, at, random.nextInt(messages.size()));
      case 3 -> {
        if (chosen.length > 5) {
          // A name like ours is replaced, and with it what the server would say of its bytes.
          boolean ours = new String(chosen, StandardCharsets.ISO_8859_1).contains("trestle_");
          int most = ours ? 128 : 256;
          chosen[5 + random.nextInt(chosen.length - 5)] = (byte) random.nextInt(most);
          messages.set(at, chosen);
        }
      }
      case 4 -> {
        int[] lengths = {0, 3, 4, 5, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, chosen.length};
        int length = lengths[random.nextInt(lengths.length)];
        ByteBuffer.wrap(chosen).putInt(1, length);
        messages.set(at, chosen);
      }
      default -> {
        byte[] cut = Arrays.copyOf(chosen, Math.max(5, random.nextInt(chosen.length + 1)));
        ByteBuffer.wrap(cut).putInt(1, cut.length - 1);
        messages.set(at, cut);
      }
    }
  }

  /** What a client was told, and how it ended. */
  private record Answers(List<String> messages, boolean ended, boolean silent) {}

  /**
   * Sends all of it and reads what comes.
   *
   * @param awaited how many messages come before it may be silent
   */
  private static Answers run(int port, List<byte[]> pieces, int awaited, int silence)
      throws Exception {
    try (RawClient client = new RawClient(port)) {
      client.login("postgres", "postgres");
      client.query("CREATE TEMPORARY TABLE fuzz (i int)").send().until('Z');
      try {
        for (byte[] piece : pieces) {
          client.bytes(piece).send();
        }
      } catch (SocketException closed) {
        // what was said before is still there to be read
      }
      return answers(client, awaited, silence);
    }
  }

  private static Answers throughProxy(int port, List<byte[]> pieces, Answers direct, int silence)
      throws Exception {
    int awaited = direct.silent() ? direct.messages().size() : Integer.MAX_VALUE;
    return run(port, pieces, awaited, silence);
  }

  private static Answers answers(RawClient client, int awaited, int silence) throws IOException {
    List<String> answers = new ArrayList<>();
    try {
      while (true) {
        if (answers.size() >= awaited) {
          client.socket.setSoTimeout(silence);
        }
        Message message = client.next();
        if (message == null) {
          return new Answers(answers, true, false);
        }
        answers.add(
            message.type() == 'E' || message.type() == 'N'
                ? message + " at " + message.field('P')
                : message.type() + Arrays.toString(message.body()));
        if (message.type() == 'D' && message.text().endsWith("the end")) {
          return new Answers(answers, false, false);
        }
      }
    } catch (SocketTimeoutException quiet) {
      return new Answers(answers, false, true);
    } catch (SocketException reset) {
      return new Answers(answers, true, false);
    }
  }

  private static List<byte[]> inPieces(Random random, List<byte[]> messages) {
    int length = messages.stream().mapToInt(message -> message.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    messages.forEach(all::put);
    all.flip();
    List<byte[]> pieces = new ArrayList<>();
    int most = random.nextInt(4) == 0 ? 3 : 200;
    while (all.hasRemaining()) {
      byte[] piece = new byte[Math.min(all.remaining(), 1 + random.nextInt(most))];
      all.get(piece);
      pieces.add(piece);
    }
    return pieces;
  }

  @Test
  void theAnswersAreThoseOfTheServer() throws Exception {
    Instant end = Instant.now().plus(TIME);
    int direct = TestPostgres.shared().port();
    long seed = FIRST_SEED;
    int broken = 0;
    try (RawClient beside = new RawClient(plain.address().getPort())) {
      beside.login("postgres", "postgres");
      for (; Instant.now().isBefore(end); seed++) {
        Random random = new Random(seed);
        List<byte[]> messages = messages(random);
        if (Boolean.getBoolean("fuzz.print")) {
          messages.forEach(
              message -> System.out.println(new String(message, StandardCharsets.ISO_8859_1)));
        }
        int proxy = (random.nextBoolean() ? plain : forced).address().getPort();
        List<byte[]> pieces = inPieces(random, messages);
        Answers expected = run(direct, messages, 0, SILENCE_MILLIS);
        Answers got = throughProxy(proxy, pieces, expected, SILENCE_MILLIS);
        if (expected.silent() && !got.equals(expected)) {
          expected = run(direct, messages, 0, LONG_SILENCE_MILLIS);
          got = throughProxy(proxy, pieces, expected, LONG_SILENCE_MILLIS);
        }
        compare("seed " + seed, expected, got);
        broken += expected.ended() ? 1 : 0;
        assertThat(beside.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
      }
    }
    System.out.printf(
        "raw messages, seeds %d to %d: %d cases, %d of which end the session, 0 differences%n",
        FIRST_SEED, seed - 1, seed - FIRST_SEED, broken);
    assertThat(seed).as("cases").isGreaterThan(FIRST_SEED + 10);
  }

  /**
   * PostgreSQL ends a session with an impossible length without a word, and without answers that it
   * has not flushed; the proxy says why, and may have answered for itself. A message in the middle
   * of a COPY that is none of its own ends the session through the proxy.
   */
  private static void compare(String seed, Answers expected, Answers got) {
    List<String> messages = got.messages();
    int answered = expected.messages().size();
    boolean more = messages.size() > answered && messages.get(messages.size() - 1).equals(SAYS_WHY);
    if (expected.ended() && got.ended() && more) {
      messages = messages.subList(0, answered);
    }
    int common = brokenCopy(expected.messages());
    if (common > 0 && got.ended()) {
      assertThat(messages)
          .as(seed)
          .startsWith(expected.messages().subList(0, common).toArray(new String[0]));
      return;
    }
    assertThat(messages).as(seed).isEqualTo(expected.messages());
    assertThat(got.ended()).as(seed + ": the session was ended").isEqualTo(expected.ended());
  }

  /** Where the server says that a message does not belong to a COPY; -1 where it does not. */
  private static int brokenCopy(List<String> messages) {
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i - 1).startsWith("G") && messages.get(i).equals(SAYS_WHY)) {
        return i;
      }
    }
    return -1;
  }
}
