package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL-level PREPARE held across changes of phase. */
@ExtendWith(NoLeaks.class)
class SqlPreparedIT {

  /** How a statement is sent. */
  enum Protocol {
    SIMPLE,
    EXTENDED
  }

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private FlippingProxy proxy;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    proxy = FlippingProxy.start("sql_prepared_" + NUMBER.incrementAndGet());
    client = proxy.client();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
  }

  /** What the client sees of a statement: rows, tags, notices, errors and the end. */
  private String run(Protocol protocol, String sql) throws IOException {
    if (protocol == Protocol.SIMPLE) {
      client.query(sql).send();
    } else {
      client.parse("", sql).bind("", "").describe('P', "").execute("").sync().send();
    }
    return told(client.until('Z'));
  }

  private String simple(String sql) throws IOException {
    return run(Protocol.SIMPLE, sql);
  }

  private static String told(List<RawClient.Message> messages) {
    StringBuilder told = new StringBuilder();
    for (RawClient.Message message : messages) {
      switch (message.type()) {
        case 'D' -> told.append(row(message)).append(' ');
        case 'C' -> told.append(message.text().strip().replace("\0", "")).append(' ');
        case 'E', 'N' -> told.append(message).append(' ');
        case 'Z' -> told.append(message.text());
        default -> {}
      }
    }
    return told.toString();
  }

  private static String row(RawClient.Message message) {
    try (DataInputStream in =
        new DataInputStream(new java.io.ByteArrayInputStream(message.body()))) {
      StringBuilder row = new StringBuilder("(");
      int columns = in.readUnsignedShort();
      for (int i = 0; i < columns; i++) {
        int length = in.readInt();
        row.append(i == 0 ? "" : ",")
            .append(
                length < 0 ? "null" : new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
      return row.append(")").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(boolean inTransaction) throws IOException {
    if (inTransaction) {
      assertThat(simple("BEGIN")).isEqualTo("BEGIN T");
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aStatementPreparedBeforeTheRuleFollowsIt(Protocol protocol) throws Exception {
    String prepare = "PREPARE p (int) AS SELECT * FROM orders WHERE id = $1";
    assertThat(run(protocol, prepare)).isEqualTo("PREPARE I");
    assertThat(run(protocol, "EXECUTE p(1)")).isEqualTo("(1,a) SELECT 1 I");

    for (String phase : new String[] {"absent", "readable", "writable", "backfilled", "complete"}) {
      proxy.flip(phase);
      for (int i = 0; i < 2; i++) {
        assertThat(run(protocol, "EXECUTE p(1)")).as(phase).isEqualTo("(1,a,pending) SELECT 1 I");
      }
    }
    proxy.flip(null);
    proxy.direct("ALTER TABLE orders DROP COLUMN status");
    assertThat(simple("DEALLOCATE p")).isEqualTo("DEALLOCATE I");
    assertThat(run(protocol, prepare)).isEqualTo("PREPARE I");
    assertThat(run(protocol, "EXECUTE p(2)")).isEqualTo("(2,b) SELECT 1 I");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void phasesMayChangeInsideATransaction(Protocol protocol) throws Exception {
    proxy.flip("absent");
    begin(true);
    assertThat(run(protocol, "PREPARE p AS INSERT INTO orders (status, id) VALUES ($1, $2)"))
        .isEqualTo("PREPARE T");
    assertThat(run(protocol, "EXECUTE p('pending', 10)")).isEqualTo("INSERT 0 1 T");
    assertThat(simple("COMMIT")).isEqualTo("COMMIT I");

    proxy.flip("readable");
    begin(true);
    assertThat(run(protocol, "EXECUTE p('pending', 11)")).isEqualTo("INSERT 0 1 T");
    assertThat(simple("COMMIT")).isEqualTo("COMMIT I");

    proxy.flip("writable");
    begin(true);
    assertThat(run(protocol, "EXECUTE p('shipped', 12)")).isEqualTo("INSERT 0 1 T");
    assertThat(run(protocol, "EXECUTE p(NULL, 13)")).isEqualTo("E(23502) E");
    assertThat(run(protocol, "EXECUTE p('shipped', 13)")).isEqualTo("E(25P02) E");
    assertThat(simple("ROLLBACK")).isEqualTo("ROLLBACK I");
    assertThat(run(protocol, "EXECUTE p('shipped', 14)")).isEqualTo("INSERT 0 1 I");
    assertThat(simple("SELECT id, status FROM orders WHERE id > 9"))
        .isEqualTo("(10,pending) (11,pending) (14,shipped) SELECT 3 I");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void argumentsAreJudgedUnderTheRulesOfTheExecution(Protocol protocol) throws Exception {
    proxy.flip("writable");
    assertThat(run(protocol, "PREPARE p AS INSERT INTO orders (id, status) VALUES ($1, $2)"))
        .isEqualTo("PREPARE I");
    assertThat(run(protocol, "EXECUTE p(10, 'shipped')")).isEqualTo("INSERT 0 1 I");

    proxy.flip("readable");
    assertThat(run(protocol, "EXECUTE p(11, 'shipped')")).isEqualTo("E(TR002) I");
    assertThat(run(protocol, "EXECUTE p(11, 'pending')")).isEqualTo("INSERT 0 1 I");

    proxy.flip("readable", "held-writes: discard");
    assertThat(run(protocol, "EXECUTE p(12, 'shipped')")).isEqualTo("N(TR010) INSERT 0 1 I");
    assertThat(run(protocol, "EXECUTE p(13, NULL)")).isEqualTo("E(23502) I");
    assertThat(run(protocol, "EXECUTE p(13, upper('x'))")).isEqualTo("E(TR001) I");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPreparedMessageThatExecutesFollowsTheRules(boolean inTransaction) throws Exception {
    simple("PREPARE p AS SELECT * FROM orders WHERE id < 2");
    client.parse("m", "EXECUTE p").sync().send().until('Z');

    for (String phase : new String[] {"absent", "readable", "complete"}) {
      proxy.flip(phase);
      begin(inTransaction);
      client.bind("", "m").describe('P', "").execute("").sync().send();
      assertThat(told(client.until('Z'))).as(phase).startsWith("(1,a,pending) SELECT 1 ");
      client.describe('S', "m").bind("", "m").execute("").sync().send();
      assertThat(told(client.until('Z'))).as(phase).startsWith("(1,a,pending) SELECT 1 ");
      simple("COMMIT");
    }
    simple("DEALLOCATE p");
    client.bind("", "m").execute("").sync().send();
    assertThat(client.answers(1)).isEqualTo("2 E(26000) Z");
    simple("PREPARE p AS SELECT status FROM orders WHERE id = 2");
    client.bind("", "m").execute("").sync().send();
    assertThat(told(client.until('Z'))).isEqualTo("(pending) SELECT 1 I");
  }

  @Test
  void aPreparedMessageThatExecutesIsDescribedAsItIsNow() throws Exception {
    simple("PREPARE p AS SELECT * FROM orders WHERE id < 2");
    client.parse("m", "EXECUTE p").describe('S', "m").sync().send();
    assertThat(columns(client.until('Z'))).isEqualTo(2);

    proxy.flip("absent");
    simple("EXECUTE p");
    client.describe('S', "m").sync().send();
    assertThat(columns(client.until('Z'))).isEqualTo(3);
  }

  private static int columns(List<RawClient.Message> messages) {
    return messages.stream()
        .filter(message -> message.type() == 'T')
        .mapToInt(message -> message.body()[1])
        .findFirst()
        .orElse(-1);
  }

  @Test
  void aStatementPreparedByMessageIsNotExecutedInSqlWhereItConcernsARule() throws Exception {
    proxy.flip("absent");
    client.parse("s", "INSERT INTO orders (id, status) VALUES ($1, $2)").sync().send().until('Z');
    client.parse("o", "SELECT note FROM orders WHERE id = 1").sync().send().until('Z');

    assertThat(simple("EXECUTE s(50, 'shipped')")).isEqualTo("E(TR001) I");
    assertThat(simple("EXECUTE o")).isEqualTo("(a) SELECT 1 I");
    proxy.flip("readable");
    assertThat(simple("EXECUTE o")).as("out of date").isEqualTo("E(TR001) I");
  }

  @Test
  void aStatementPreparedInSqlMayBeBoundByMessages() throws Exception {
    proxy.flip("absent");
    simple("PREPARE p AS INSERT INTO orders (id, status) VALUES ($1, $2)");

    client.describe('S', "p").bind("", "p", "10", "pending").execute("").sync().send();
    assertThat(client.answers(1)).isEqualTo("t n 2 C Z");
    client.bind("", "p", "11", "shipped").execute("").sync().send();
    assertThat(client.answers(1)).isEqualTo("2 E(TR002) Z");

    proxy.flip("writable");
    client.bind("", "p", "12", "shipped").execute("").sync().send();
    assertThat(client.answers(1)).isEqualTo("2 C Z");
    assertThat(simple("SELECT status FROM orders WHERE id = 12")).isEqualTo("(shipped) SELECT 1 I");

    client.closeStatement("p").sync().send();
    assertThat(client.answers(1)).isEqualTo("3 Z");
    assertThat(simple("EXECUTE p(13, 'x')")).isEqualTo("E(26000) I");
  }

  @Test
  void whatIsPipelinedIsJudgedByWhatCameBefore() throws Exception {
    proxy.flip("absent");
    client.query("PREPARE p AS SELECT status FROM orders WHERE id = 1").query("EXECUTE p");
    client.query("DEALLOCATE ALL").query("EXECUTE p").send();
    assertThat(client.answers(4)).isEqualTo("C Z T D C Z C Z E(26000) Z");

    client.parse("", "PREPARE p AS INSERT INTO orders (id, status) VALUES ($1, $2)");
    client.bind("", "").execute("");
    client.parse("", "EXECUTE p(20, 'shipped')").bind("", "").execute("").sync().send();
    assertThat(client.answers(1)).isEqualTo("1 2 C 1 2 E(TR002) Z");

    proxy.flip("writable");
    for (int id = 30; id < 33; id++) {
      client.parse("", "EXECUTE p(" + id + ", 'shipped')").bind("", "").execute("");
    }
    client.sync().query("SELECT status FROM orders WHERE id >= 30").send();
    assertThat(client.answers(2)).isEqualTo("1 2 C 1 2 C 1 2 C Z T D D D C Z");
  }

  @Test
  void severalInOneQueryRunInTheirOrder() throws Exception {
    simple("PREPARE p AS SELECT * FROM orders WHERE id = 1");
    simple("PREPARE q AS SELECT id, note FROM orders WHERE id = 2");
    proxy.flip("absent");

    assertThat(simple("BEGIN ISOLATION LEVEL SERIALIZABLE; EXECUTE p; EXECUTE q; COMMIT"))
        .isEqualTo("BEGIN (1,a,pending) SELECT 1 (2,b) SELECT 1 COMMIT I");

    proxy.flip("readable");
    simple("BEGIN");
    assertThat(simple("SELECT 1/0")).isEqualTo("E(22012) E");
    assertThat(simple("EXECUTE p")).isEqualTo("E(25P02) E");
    assertThat(simple("ROLLBACK; SELECT status FROM orders WHERE id = 2; EXECUTE p"))
        .isEqualTo("ROLLBACK (pending) SELECT 1 (1,a,pending) SELECT 1 I");

    proxy.flip("writable");
    assertThat(
            simple("DEALLOCATE p; PREPARE p AS SELECT status FROM orders; DEALLOCATE q; EXECUTE q"))
        .isEqualTo("DEALLOCATE PREPARE DEALLOCATE E(26000) I");
    assertThat(simple("EXECUTE p")).isEqualTo("(pending) (pending) (pending) SELECT 3 I");
  }

  @Test
  void theOldOneStaysWhereANewOneFails() throws Exception {
    proxy.flip("absent");
    simple("PREPARE p AS SELECT status FROM orders WHERE id = 1");
    assertThat(simple("PREPARE p AS SELECT note FROM orders WHERE id = 1")).isEqualTo("E(42P05) I");

    proxy.flip("readable");
    assertThat(simple("EXECUTE p")).isEqualTo("(pending) SELECT 1 I");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEALLOCATE p", "DEALLOCATE PREPARE ALL", "DISCARD ALL"})
  void whatIsDroppedDoesNotComeBack(String drop) throws Exception {
    simple("PREPARE p AS SELECT * FROM orders");
    simple(drop);
    proxy.flip("absent");

    for (Protocol protocol : Protocol.values()) {
      assertThat(run(protocol, "EXECUTE p")).isEqualTo("E(26000) I");
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void anErrorOfTheSecondPrepareIsThatOfTheExecute(Protocol protocol) throws Exception {
    simple("PREPARE p AS SELECT * FROM orders WHERE note = 'a'");
    proxy.flip("absent");
    proxy.direct("ALTER TABLE orders RENAME COLUMN note TO remark");

    client.query("EXECUTE p").send();
    RawClient.Message error = client.until('Z').get(0);
    assertThat(error.field('C')).isEqualTo("42703");
    assertThat(error.field('P')).isEqualTo("1");
    assertThat(run(protocol, "EXECUTE p")).isEqualTo("E(42703) I");
    simple("BEGIN");
    assertThat(run(protocol, "EXECUTE p")).isEqualTo("E(42703) E");
    simple("ROLLBACK");

    proxy.direct("ALTER TABLE orders RENAME COLUMN remark TO note");
    proxy.look();
    assertThat(run(protocol, "EXECUTE p")).isEqualTo("(1,a,pending) SELECT 1 I");
  }

  @Test
  void executeInsideOtherStatements() throws Exception {
    simple("PREPARE p AS SELECT * FROM orders WHERE id < $1");
    proxy.flip("absent");

    assertThat(simple("CREATE TEMP TABLE copied AS EXECUTE p(3)")).isEqualTo("SELECT 2 I");
    assertThat(simple("SELECT * FROM copied")).isEqualTo("(1,a,pending) (2,b,pending) SELECT 2 I");
    proxy.flip("readable");
    assertThat(run(Protocol.EXTENDED, "EXPLAIN (COSTS OFF, VERBOSE) EXECUTE p(3)"))
        .contains("COALESCE(status");
  }

  @Test
  void refusedWhereTheStatementCannotBeTreatedNow() throws Exception {
    simple("PREPARE p AS SELECT o FROM orders o WHERE id = 1");
    proxy.flip("absent");

    for (Protocol protocol : Protocol.values()) {
      assertThat(run(protocol, "EXECUTE p")).isEqualTo("E(TR001) I");
    }
    proxy.flip("complete");
    assertThat(simple("EXECUTE p"))
        .isEqualTo("(1,a,pending)".replace("(", "((").replace(")", "))") + " SELECT 1 I");
  }

  @Test
  void placesOfErrorsAreThoseOfTheClientsText() throws Exception {
    simple("PREPARE p (int) AS SELECT * FROM orders WHERE id = $1");
    proxy.flip("absent");

    client.query("SELECT 'ä'; EXECUTE p(nothing)").send();
    List<RawClient.Message> messages = client.until('Z');
    RawClient.Message error =
        messages.stream().filter(message -> message.type() == 'E').findFirst().orElseThrow();
    assertThat(error.field('C')).isEqualTo("42703");
    assertThat(error.field('P')).isEqualTo("23");
  }
}
