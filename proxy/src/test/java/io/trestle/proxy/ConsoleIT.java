package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.tls.ClientTls;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console: what operators say and see over PostgreSQL's protocol. */
@ExtendWith(NoLeaks.class)
class ConsoleIT {

  @TempDir private Path folder = Path.of("");
  private OperatedProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = OperatedProxy.start("console", folder);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  /** A client that logs in to the console as psql does. */
  private RawClient raw(String user) throws Exception {
    RawClient client = new RawClient(proxy.server.address().getPort());
    RawClient.Message asked = client.startup(user, "trestle").send().next();
    assertThat(asked.text()).endsWith("SCRAM-SHA-256\0\0");
    String bare = "n=,r=clientnonce";
    ByteArrayOutputStream initial = new ByteArrayOutputStream();
    initial.write("SCRAM-SHA-256\0".getBytes(StandardCharsets.US_ASCII));
    new DataOutputStream(initial).writeInt(bare.length() + 3);
    initial.write(("n,," + bare).getBytes(StandardCharsets.US_ASCII));
    String first = client.message('p', initial.toByteArray()).send().next().text().substring(4);
    String[] parts = first.split(",");
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(OperatedProxy.PASSWORD.toCharArray(), salt, 4096, 256))
            .getEncoded();
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
    String withoutProof = "c=biws," + parts[0];
    byte[] signature = hmac(storedKey, bare + "," + first + "," + withoutProof);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= signature[i];
    }
    String proof = Base64.getEncoder().encodeToString(clientKey);
    client.message('p', (withoutProof + ",p=" + proof).getBytes(StandardCharsets.US_ASCII)).send();
    client.until('Z');
    return client;
  }

  private static byte[] hmac(byte[] key, String message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message.getBytes(StandardCharsets.US_ASCII));
  }

  private static void refused(String sqlState, SqlCall call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo(sqlState));
  }

  private interface SqlCall {
    void run() throws Exception;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&preferQueryMode=simple",
        "&preferQueryMode=extended",
        "&preferQueryMode=extendedForPrepared",
        "&preferQueryMode=extendedCacheEverything",
        "&prepareThreshold=1&binaryTransfer=true"
      })
  void showsInEveryQueryMode(String mode) throws Exception {
    try (RawClient client = proxy.session();
        Connection console = proxy.console("bert", OperatedProxy.PASSWORD, mode)) {
      client.query("SELECT id, status FROM orders").query("SELECT 1").send().answers(2);
      client.query("UPDATE orders SET status = 'x'").send().answers(1);

      for (int i = 0; i < 3; i++) { // the third is in binary, where that is asked for
        try (var prepared = console.prepareStatement("SHOW RULES");
            ResultSet rules = prepared.executeQuery()) {
          assertThat(rules.next()).isTrue();
          assertThat(rules.getString("rule")).isEqualTo("public.orders.status");
          assertThat(rules.getString("column")).isEqualTo("status");
          assertThat(rules.getString("treated_as")).isEqualTo("readable");
          assertThat(rules.getString("database")).isEqualTo("console");
          assertThat(rules.getLong("rewritten")).isEqualTo(1);
          assertThat(rules.getLong("held")).isEqualTo(1);
          assertThat(rules.getLong("refused")).isEqualTo(1);
          assertThat(rules.getLong("healed")).isZero();
          assertThat(rules.getLong("epoch")).isPositive();
          assertThat(rules.next()).isFalse();
        }
        try (Statement statement = console.createStatement();
            ResultSet sessions = statement.executeQuery("SHOW SESSIONS;")) {
          assertThat(sessions.next()).isTrue();
          assertThat(sessions.getLong("backend_pid")).isEqualTo(client.processId);
          assertThat(sessions.getLong("statements")).isEqualTo(3);
          assertThat(sessions.getLong("bytes_in")).isPositive();
          assertThat(sessions.getString("state")).isEqualTo("idle");
          assertThat(sessions.next()).isFalse();
        }
      }
      try (Statement statement = console.createStatement()) {
        try (ResultSet cache = statement.executeQuery("SHOW CACHE")) {
          assertThat(cache.next()).isTrue();
          assertThat(cache.getString("database")).isEqualTo("console");
          assertThat(cache.getString("catalog")).isEqualTo("read");
          assertThat(cache.getLong("entries")).isPositive();
          assertThat(cache.getLong("misses")).isPositive();
        }
        TestProxy.eventually(
            "the shape of the refused statement",
            () -> {
              try (ResultSet refusals = statement.executeQuery("SHOW REFUSALS")) {
                return refusals.next()
                    && refusals.getString("shape").equals("UPDATE orders SET status = ?")
                    && refusals.getLong("count") == 1;
              }
            });
        for (String command : List.of("SHOW STATS", "SHOW VERSION", "SHOW HELP")) {
          try (ResultSet any = statement.executeQuery(command)) {
            assertThat(any.next()).as(command).isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"&preferQueryMode=simple", "&preferQueryMode=extended"})
  void takesWhatPoolsAndDriversSay(String mode) throws Exception {
    try (Connection console = proxy.console("bert", OperatedProxy.PASSWORD, mode);
        Statement statement = console.createStatement()) {
      assertThat(console.isValid(5)).isTrue();
      assertThat(console.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      console.setClientInfo("ApplicationName", "tool");
      statement.execute("SET search_path TO x; SELECT 1; select version()");
      statement.execute("DISCARD ALL");
      assertThat(statement.execute("")).isFalse();
      console.setAutoCommit(false);
      refused("42601", () -> statement.execute("DELETE FROM orders"));
      refused("25P02", () -> statement.execute("SHOW STATS"));
      console.rollback();
      statement.setFetchSize(2);
      List<String> names = new ArrayList<>();
      try (ResultSet stats = statement.executeQuery("SHOW STATS")) {
        while (stats.next()) {
          names.add(stats.getString(1));
        }
      }
      assertThat(names).hasSizeGreaterThan(10).contains("statements", "draining");
      console.commit();
    }
  }

  @Test
  void authorizesEachVerb() throws Exception {
    try (Connection viewer = proxy.console("bert");
        Statement statement = viewer.createStatement()) {
      for (String verb :
          List.of("RELOAD", "PAUSE", "PAUSE console", "RESUME", "DRAIN", "SET PHASE TO absent")) {
        refused("42501", () -> statement.execute(verb));
      }
      assertThat(statement.execute("SHOW STATS")).isTrue();
    }
    assertThat(proxy.server.operations().isDraining()).isFalse();
    assertThat(proxy.server.operations().paused()).isEmpty();
  }

  @Test
  void docsListEveryCommand() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    try (Connection viewer = proxy.console("bert");
        Statement statement = viewer.createStatement();
        ResultSet help = statement.executeQuery("SHOW HELP")) {
      while (help.next()) {
        assertThat(page).contains("`" + help.getString("command") + "`");
      }
    }
  }

  @Test
  void letsInOnlyItsOwnUsers() {
    refused("28P01", () -> proxy.console("anna", "wrong", "").close());
    refused("28P01", () -> proxy.console("postgres", OperatedProxy.PASSWORD, "").close());
  }

  @Test
  void withoutUsersTheDatabaseIsTheServers() throws Exception {
    try (TestProxy plain = TestProxy.start();
        RawClient client = new RawClient(plain.port())) {
      assertThat(client.startup("postgres", "trestle").send().untilEnd().toString())
          .contains("E(3D000)");
    }
  }

  @Test
  void speaksTheProtocolStepByStep() throws Exception {
    try (RawClient console = raw("anna")) {
      console.query("").query("SHOW VERSION").query("BEGIN; nonsense; SHOW STATS").send();
      assertThat(console.answers(3)).isEqualTo("I Z T D C Z C E(42601) Z");
      console.query("ROLLBACK").query("-- ping").send();
      assertThat(console.answers(2)).isEqualTo("C Z I Z");

      console.parse("s", "SHOW STATS").describe('S', "s").flush().send();
      assertThat(console.next().type()).isEqualTo('1');
      assertThat(console.next().type()).isEqualTo('t');
      assertThat(console.next().type()).isEqualTo('T');
      console.bind("p", "s").message('E', "p\0\0\0\0\2").message('E', "p\0\0\0\0\1").sync().send();
      assertThat(console.answers(1)).isEqualTo("2 D D s D s Z");
      console.execute("p").sync().closeStatement("s").bind("", "s").sync().send();
      assertThat(console.answers(2)).isEqualTo("E(34000) Z 3 E(26000) Z");
      console.parse("", "SHOW STATS; SHOW RULES").bind("", "").execute("").sync().send();
      assertThat(console.answers(1)).isEqualTo("E(42601) Z");
      console.parse("", "SET x = 1").bind("", "").describe('P', "").execute("").sync().send();
      assertThat(console.answers(1)).isEqualTo("1 2 n C Z");
      console.message('B', "").sync().message('?', "").sync().send();
      assertThat(console.answers(2)).isEqualTo("E(08P01) Z E(08P01) Z");
      console.bytes(new byte[] {'Q', 127, 0, 0, 0}).send();
      assertThat(console.untilEnd().toString()).isEqualTo("[E(08P01)]");
    }
  }

  @Test
  void boundsWhatAClientMayHaveIt() throws Exception {
    try (RawClient console = raw("anna")) {
      for (int i = 0; i < 100; i++) {
        console.parse("s" + i, "SHOW STATS");
      }
      console.parse("one more", "SHOW STATS").sync().send();
      assertThat(console.answers(1)).endsWith("1 E(54000) Z");
      console.query("BEGIN;".repeat(1_000)).send();
      assertThat(console.answers(1)).isEqualTo("E(54000) Z");
    }
  }

  /** What is answered to it lies in a buffer that {@link NoLeaks} looks for. */
  @Test
  void aClientMayLeaveBeforeItsAnswersAreFlushed() throws Exception {
    for (int i = 0; i < 20; i++) {
      RawClient console = raw("anna");
      console.parse("", "SHOW STATS").bind("", "").message('X', "").send();
      assertThat(console.untilEnd()).isEmpty();
      console.close();
    }
  }

  @Test
  void reloadsTheRules() throws Exception {
    try (Connection operator = proxy.console("anna");
        Statement statement = operator.createStatement()) {
      proxy.write("rules: []\n");
      try (ResultSet reloaded = statement.executeQuery("RELOAD")) {
        assertThat(reloaded.next()).isTrue();
        assertThat(reloaded.getLong("rules")).isZero();
        assertThat(reloaded.getLong("users")).isEqualTo(2);
      }
      proxy.write("rules: nonsense\n");
      assertThatThrownBy(() -> statement.execute("RELOAD"))
          .hasMessageContaining("rules.yaml:1")
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("F0000"));
    }
  }

  /** Whether so many bytes have come of all sessions, so that what was sent has been looked at. */
  private void received(long bytes) throws Exception {
    TestProxy.eventually(
        "the client's bytes have come",
        () -> proxy.server.operations().statistics().counts().bytesIn() >= bytes);
  }

  @Test
  void pausesAtTransactionBoundaries() throws Exception {
    String read = "SELECT status FROM orders WHERE id = 1";
    try (RawClient busy = proxy.session();
        RawClient waits = proxy.session();
        Connection operator = proxy.console("anna");
        Connection other = proxy.console("anna");
        Statement resume = other.createStatement()) {
      waits.query(read).send().answers(1);
      busy.query("BEGIN").send().answers(1);
      CompletableFuture<Void> paused =
          CompletableFuture.runAsync(
              () -> {
                try (Statement statement = operator.createStatement()) {
                  statement.execute("PAUSE console");
                } catch (SQLException failure) {
                  throw new AssertionError(failure);
                }
              });
      TestProxy.eventually(
          "sessions are told", () -> proxy.server.operations().paused().contains("console"));

      long before = proxy.server.operations().statistics().counts().bytesIn();
      waits.query(read).send();
      received(before + read.length());
      proxy.direct("UPDATE orders SET status = 'changed' WHERE id = 1");
      busy.query(read).send();
      assertThat(busy.answers(1)).isEqualTo("T D C Z");
      assertThat(paused).isNotDone();
      busy.query("COMMIT").send().answers(1);
      paused.get(15, TimeUnit.SECONDS);
      refused("55000", () -> resume.execute("PAUSE console"));

      resume.execute("RESUME console");
      assertThat(waits.until('Z').get(1).text()).endsWith("changed");
      assertThat(proxy.server.operations().paused()).isEmpty();
      refused("55000", () -> resume.execute("RESUME console"));
      assertThat(busy.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void aSessionOfAnotherDatabaseIsNotPaused() throws Exception {
    try (RawClient client = proxy.session();
        Connection operator = proxy.console("anna");
        Statement statement = operator.createStatement()) {
      statement.execute("PAUSE \"another one\"");

      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
      statement.execute("RESUME");
      assertThat(proxy.server.operations().paused()).isEmpty();
    }
  }

  @Test
  void aPauseEndsWithTheOperatorWhoWaitsForIt() throws Exception {
    try (RawClient busy = proxy.session()) {
      busy.query("BEGIN").send().answers(1);
      RawClient operator = raw("anna");
      operator.query("PAUSE").send();
      TestProxy.eventually(
          "sessions are told", () -> !proxy.server.operations().paused().isEmpty());

      operator.close();

      TestProxy.eventually(
          "the pause is taken back", () -> proxy.server.operations().paused().isEmpty());
      busy.query("COMMIT").query("SELECT 1").send();
      assertThat(busy.answers(2)).isEqualTo("C Z T D C Z");
    }
  }

  @Test
  void aPausedClientMayLeave() throws Exception {
    try (Connection operator = proxy.console("anna");
        Statement statement = operator.createStatement()) {
      RawClient client = proxy.session();
      statement.execute("PAUSE");
      client.message('X', "").send();
      assertThat(client.untilEnd()).isEmpty();
      client.close();
    }
  }

  @Test
  void isReachedThroughTlsWhereThatIsRequired() throws Exception {
    TestPki pki = new TestPki(folder.resolve("pki"));
    TestPki.Identity own = pki.issue("proxy");
    ClientTls tls = ClientTls.of(own.certificate(), own.key()).requiring();
    Path beside = Files.createDirectories(folder.resolve("tls"));
    try (OperatedProxy secured =
        OperatedProxy.start("console_tls", beside, Security.NONE.withClientTls(tls))) {
      refused("28000", () -> secured.console("anna").close());
      String secure = "&sslmode=verify-full&sslrootcert=" + pki.ca;
      refused("28P01", () -> secured.console("anna", "wrong", secure).close());
      try (Connection console = secured.console("anna", OperatedProxy.PASSWORD, secure);
          Statement statement = console.createStatement();
          ResultSet rules = statement.executeQuery("SHOW RULES")) {
        assertThat(rules.next()).isTrue();
        assertThat(rules.getString("rule")).isEqualTo("public.orders.status");
      }
    }
  }

  @Test
  void drains() throws Exception {
    try (RawClient idle = proxy.session();
        Connection operator = proxy.console("anna");
        Statement statement = operator.createStatement()) {
      statement.execute("DRAIN");

      assertThat(idle.untilEnd().toString()).isEqualTo("[E(57P01)]");
      idle.close();
      proxy.server.drained().get(15, TimeUnit.SECONDS); // the operator is not waited for
      try (ResultSet stats = statement.executeQuery("SHOW SESSIONS")) {
        assertThat(stats.next()).isFalse();
      }
    }
  }
}
