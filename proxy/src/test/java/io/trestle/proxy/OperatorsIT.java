package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.trestle.proxy.statistics.RefusalLog;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What operators see at the admin address and in the log. */
@ExtendWith(NoLeaks.class)
class OperatorsIT {

  private static final String RULE = "rule=\"public.orders.status\"";
  private static final String READ = "SELECT id, status FROM orders WHERE id = ";
  private static final String HELD = "UPDATE orders SET status = 'a secret' WHERE id = 4711";

  @TempDir private Path folder = Path.of("");
  private final ListAppender<ILoggingEvent> refusals = new ListAppender<>();
  private OperatedProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = OperatedProxy.start("operators", folder);
    refusals.start();
    logger().addAppender(refusals);
  }

  @AfterEach
  void stop() throws Exception {
    logger().detachAppender(refusals);
    proxy.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RefusalLog.class);
  }

  private String tags(String before) {
    return "{" + before + "database=\"" + proxy.database + "\"," + RULE + "}";
  }

  @Test
  void aStatementThatIsParsedAgainAheadOfItsUseIsHealed() throws Exception {
    try (RawClient client = proxy.session();
        Connection console = proxy.console("anna");
        Statement command = console.createStatement()) {
      client.parse("s", READ + "1").bind("", "s").execute("").sync().send();
      assertThat(client.answers(1)).isEqualTo("1 2 D C Z");

      proxy.write(OperatedProxy.yaml("absent"));
      command.execute("RELOAD");
      TestProxy.eventually("the rules are in force", this::isAbsent);
      client.bind("", "s").execute("").sync().send();
      assertThat(client.answers(1)).isEqualTo("2 D C Z");
      assertThat(proxy.metric("trestle_rule_healed_total" + tags(""))).isEqualTo(1);

      client.bind("", "s").execute("").sync().send();
      assertThat(client.answers(1)).isEqualTo("2 D C Z");
      assertThat(proxy.metric("trestle_rule_healed_total" + tags(""))).as("once").isEqualTo(1);
    }
  }

  private boolean isAbsent() throws Exception {
    return proxy.get("/rules").body().contains("\"treated_as\":\"absent\"");
  }

  @Test
  void theMetricsTellWhatSessionsDid() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query("SELECT 1").query(READ + "1").query(READ + "2").query(HELD).send();
      assertThat(client.answers(4)).isEqualTo("T D C Z T D C Z T D C Z E(TR002) Z");
      client.parse("s", READ + "$1").bind("", "s", "3").describe('P', "").execute("").sync();
      client.bind("", "s", "1").execute("").sync();
      client.parse("t", "SELECT 2").bind("", "t").execute("").sync();
      client.parse("u", "UPDATE orders SET status = $1 WHERE id = $2").sync();
      client.bind("", "u", "another secret", "1").execute("").sync().send();
      assertThat(client.answers(5)).isEqualTo("1 2 T D C Z 2 D C Z 1 2 D C Z 1 Z 2 E(TR002) Z");

      assertThat(proxy.metric("trestle_statements_total{outcome=\"untouched\"}")).isEqualTo(2);
      assertThat(proxy.metric("trestle_statements_total{outcome=\"rewritten\"}")).isEqualTo(4);
      assertThat(proxy.metric("trestle_statements_total{outcome=\"refused\"}")).isEqualTo(2);
      assertThat(proxy.metric("trestle_rule_rewritten_total" + tags(""))).isEqualTo(4);
      assertThat(proxy.metric("trestle_rule_refused_total" + tags("cause=\"TR002\",")))
          .isEqualTo(2);
      assertThat(proxy.metric("trestle_rule_held_total" + tags("action=\"rejected\",")))
          .isEqualTo(2);
      assertThat(proxy.metric("trestle_rule_healed_total" + tags(""))).isZero();
      assertThat(proxy.metric("trestle_clients_connected")).isEqualTo(1);
      assertThat(proxy.metric("trestle_clients_accepted_total")).isEqualTo(1);
      assertThat(proxy.metric("trestle_sessions_idle")).isEqualTo(1);
      assertThat(proxy.metric("trestle_bytes_total{direction=\"in\"}")).isPositive();
      assertThat(proxy.metric("trestle_bytes_total{direction=\"out\"}")).isPositive();
      double waited = proxy.metric("trestle_statement_wait_seconds_count");
      assertThat(waited).isPositive().isEqualTo(proxy.metric("trestle_statements_waited_total"));
      assertThat(proxy.metric("trestle_analysis_seconds_count")).isEqualTo(waited);
      String cache = "trestle_cache_gets_total{database=\"operators\",result=\"hit\"}";
      assertThat(proxy.metric(cache)).isPositive();
      assertThat(proxy.metric("trestle_catalog_readable{database=\"operators\"}")).isEqualTo(1);
      assertThat(proxy.metric("trestle_analyses_queued")).isZero();
      assertThat(proxy.get("/metrics").body()).contains("jvm_memory_used_bytes", "netty_");
    }
  }

  @Test
  void aRefusalThatOnlyTheRunShowsIsCounted() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query("UPDATE orders SET status = lower('SECRET') WHERE id = 1").send();
      assertThat(client.answers(1)).isEqualTo("E(TR002) Z");

      assertThat(proxy.metric("trestle_rule_refused_total" + tags("cause=\"TR002\",")))
          .isEqualTo(1);
      assertThat(proxy.metric("trestle_rule_held_total" + tags("action=\"rejected\",")))
          .isEqualTo(1);
      assertThat(proxy.get("/rewrites").body()).contains("\"TR002\":1").doesNotContain("SECRET");
    }
  }

  @Test
  void aDiscardedValueIsCountedWhenItIsToldTheClient() throws Exception {
    proxy.write(OperatedProxy.yaml("readable") + "    held-writes: discard\n");
    try (RawClient client = proxy.session()) {
      TestProxy.eventually(
          "values are discarded",
          () -> client.query(HELD).send().answers(1).equals("N(TR010) C Z"));

      assertThat(proxy.metric("trestle_rule_held_total" + tags("action=\"discarded\",")))
          .isEqualTo(1);
    }
  }

  @Test
  void theLogOfRefusalsHasShapesAndNoValues() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query("SET application_name = 'billing'").query(HELD).query(HELD).send();
      client.answers(3);
      client.parse("", "UPDATE orders SET status = $1").bind("", "", "bound secret");
      client.execute("").sync().send().answers(1);
      TestProxy.eventually(
          "both shapes",
          () -> proxy.server.operations().statistics().refusals().reports().size() == 2);
      TestProxy.eventually("both are logged", () -> refusals.list.size() == 2);
    }

    String line = refusals.list.get(0).getKeyValuePairs().toString();
    assertThat(line)
        .contains(
            RULE,
            "code=\"TR002\"",
            "cause=\"held write\"",
            "user=\"postgres\"",
            "database=\"operators\"",
            "application_name=\"billing\"",
            "shape=\"UPDATE orders SET status = ? WHERE id = ?\"");
    String rewrites = proxy.get("/rewrites").body();
    assertThat(rewrites).contains("\"refused\":{\"TR002\":3}", "\"count\":2");
    assertThat(line + rewrites + refusals.list).doesNotContain("secret").doesNotContain("4711");
  }

  @Test
  void aBackslashThatHidesTheEndOfALiteralHidesNoValue() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query("SET standard_conforming_strings = off").send().answers(1);
      client.query("UPDATE orders SET status = 'it\\'s a secret', id = length('\\'')").send();
      assertThat(client.answers(1)).isEqualTo("E(TR002) Z");
      TestProxy.eventually("it is logged", () -> refusals.list.size() == 1);
    }

    assertThat(refusals.list.get(0).getKeyValuePairs().toString())
        .contains("shape=\"(a statement that is not kept)\"")
        .doesNotContain("secret");
  }

  @Test
  void anErrorOfSyntaxOrOfAFailedTransactionIsNoRefusal() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query("SELECT status FROM orders WHERE").query("BEGIN").query("SELECT 1/0").send();
      assertThat(client.answers(3)).isEqualTo("E(42601) Z C Z E(22012) Z");
      client.query(HELD).query("ROLLBACK").send();
      assertThat(client.answers(2)).isEqualTo("E(25P02) Z C Z");
    }

    assertThat(proxy.metric("trestle_statements_total{outcome=\"refused\"}")).isZero();
    assertThat(refusals.list).isEmpty();
  }

  @Test
  void sessionsAndRulesAreShownAsJson() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query("SET application_name = 'a \"b\"'").query(READ + "1").send().answers(2);
      client.query("BEGIN").send().answers(1);

      HttpResponse<String> sessions = proxy.get("/sessions");
      assertThat(sessions.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(sessions.body())
          .contains(
              "\"user\":\"postgres\"",
              "\"database\":\"operators\"",
              "\"application_name\":\"a \\\"b\\\"\"",
              "\"state\":\"idle in transaction\"",
              "\"backend_pid\":" + client.processId,
              "\"statements\":3",
              "\"rewritten\":1");
      assertThat(proxy.get("/rules").body())
          .contains(
              "\"rule\":\"public.orders.status\"",
              "\"phase\":\"readable\"",
              "\"reads\":\"coalesce\"",
              "\"writes\":\"hold\"",
              "\"rewritten\":1");
    }
    TestProxy.eventually(
        "the session has gone", () -> proxy.get("/sessions").body().equals("[]\n"));
  }

  @Test
  void docsListEveryMeter() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    try (RawClient client = proxy.session()) {
      client.query(READ + "1").query(HELD).send().answers(2);
      proxy.get("/metrics");

      assertThat(proxy.server.operations().statistics().meters().registry().getMeters())
          .extracting(meter -> meter.getId().getName())
          .filteredOn(name -> name.startsWith("trestle."))
          .hasSizeGreaterThan(20)
          .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
  }

  @Test
  void pagesAndMethodsThatAreNotThere() throws Exception {
    assertThat(proxy.get("/").statusCode()).isEqualTo(404);
    assertThat(proxy.get("/metrics/").statusCode()).isEqualTo(404);
    HttpResponse<String> posted = proxy.request("POST", "/metrics");
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("allow")).hasValue("GET, HEAD");
    HttpResponse<String> head = proxy.request("HEAD", "/livez");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(3);
    assertThat(proxy.get("/livez?x=1").body()).isEqualTo("ok\n");
  }

  @Test
  void whatIsNoHttpIsEnded() throws Exception {
    for (String request : List.of("nonsense\r\n\r\n", "GET /" + "x".repeat(10_000) + "\r\n\r\n")) {
      try (Socket socket = new Socket("127.0.0.1", proxy.adminPort())) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 400");
      }
    }
  }

  @Test
  void isReadyUntilItDrains() throws Exception {
    assertThat(proxy.get("/readyz").statusCode()).isEqualTo(200);

    try (RawClient idle = proxy.session();
        RawClient busy = proxy.session()) {
      busy.query("BEGIN").send().answers(1);
      proxy.server.operations().drain();

      HttpResponse<String> ready = proxy.get("/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("not ready: draining\n");
      assertThat(proxy.get("/livez").statusCode()).isEqualTo(200);
      assertThat(idle.untilEnd().toString()).isEqualTo("[E(57P01)]");
      busy.query(READ + "1").query("COMMIT").send();
      assertThat(busy.untilEnd().toString()).isEqualTo("[T, D, C, Z, C, Z, E(57P01)]");
      assertThatThrownBy(() -> proxy.session().close()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void isNotReadyWhileACatalogCannotBeRead() throws Exception {
    try (RawClient client = proxy.session()) {
      client.query(READ + "1").send().answers(1);
      proxy.write(OperatedProxy.yaml("readable").replace("type: text", "type: no_such_type"));

      TestProxy.eventually(
          "the catalog cannot be read", () -> proxy.get("/readyz").statusCode() == 503);
      assertThat(proxy.get("/readyz").body()).contains("the catalog of database \"operators\"");
    }
  }
}
