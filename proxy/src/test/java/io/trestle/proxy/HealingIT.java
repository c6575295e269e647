package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.proxy.session.Traffic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What happens to a prepared {@code SELECT *} when rules or schema change beneath it: no error, and
 * no other columns than its client was told of.
 */
@ExtendWith(NoLeaks.class)
class HealingIT {

  private static final String ALL = "SELECT * FROM orders";

  private FlippingProxy proxy;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    proxy = FlippingProxy.start("healing");
    proxy.direct("CREATE TABLE plain AS SELECT 1 AS a, 'one' AS b");
    client = proxy.client();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
  }

  private void prepare(String name, String sql) throws IOException {
    client.parse(name, sql).describe('S', name).sync().send();
    assertThat(client.answers(1)).isEqualTo("1 t T Z");
  }

  /** Everything that comes back up to ReadyForQuery, rows with their values. */
  private String answers() throws IOException {
    List<String> answers = new ArrayList<>();
    for (RawClient.Message message : client.until('Z')) {
      answers.add(message.type() == 'D' ? "D" + values(message) : message.toString());
    }
    return String.join(" ", answers);
  }

  private static List<String> values(RawClient.Message row) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(row.body()));
    List<String> values = new ArrayList<>();
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      values.add(
          length < 0 ? "NULL" : new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }
    assertThat(in.available()).isZero();
    return values;
  }

  private int described(char kind, String name) throws IOException {
    client.describe(kind, name).flush().send();
    List<RawClient.Message> messages = client.until('T');
    byte[] body = messages.get(messages.size() - 1).body();
    return new DataInputStream(new ByteArrayInputStream(body)).readUnsignedShort();
  }

  @Test
  void aRuleThatComesUnderADescribedStatementAddsNoColumnToIt() throws Exception {
    prepare("s", ALL + " WHERE id = 1");
    for (String phase : List.of("absent", "readable", "complete")) {
      proxy.flip(phase);
      client.bind("", "s").execute("").sync().send();
      assertThat(answers()).isEqualTo("2 D[1, a] C Z");
    }

    assertThat(described('S', "s")).as("columns once it is described again").isEqualTo(3);
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a, pending] C Z");
  }

  @Test
  void whoDescribesPortalsSeesTheColumnAtOnceAndIsTakenAtThatWord() throws Exception {
    client.parse("s", ALL + " WHERE id = 1").sync().send().until('Z');
    client.bind("", "s").describe('P', "").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 T D[1, a] C Z");

    proxy.flip("absent");
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a] C Z");
    client.bind("", "s").describe('P', "").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 T D[1, a, pending] C Z");
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a, pending] C Z");

    proxy.flip(null);
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).as("a column that is nowhere any more").isEqualTo("E(0A000) Z");
  }

  @Test
  void anOlderPortalIsDescribedAsItsRowsCome() throws Exception {
    prepare("s", ALL + " WHERE id = 1");
    proxy.flip("absent");

    client.bind("old", "s").bind("", "s").describe('P', "old").execute("old").sync().send();
    assertThat(answers()).isEqualTo("2 2 T D[1, a] C Z");
  }

  @Test
  void aFormatForEachColumnStaysWithItsColumn() throws Exception {
    prepare("s", "SELECT *, 7 AS seven FROM orders WHERE id = 1");
    proxy.flip("absent");

    client.bindFor("", "s", 0, 0, 1).execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a, \0\0\0\7] C Z");
    client.bindFor("", "s", 1).execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[\0\0\0\1, a, \0\0\0\7] C Z");
    client.bindFor("", "s", 1, 0).execute("").sync().send();
    assertThat(answers()).as("too few formats").isEqualTo("E(08P01) Z");
  }

  @Test
  void rowsComeInPortionsWithTheShapeOfTheirPortal() throws Exception {
    prepare("s", ALL + " ORDER BY id");
    proxy.flip("absent");

    client.query("BEGIN").send().until('Z');
    client.bind("p", "s").message('E', "p\0\0\0\0\1").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a] s Z");
    assertThat(described('S', "s")).isEqualTo(3);
    client.execute("p").sync().send();
    assertThat(answers()).isEqualTo("D[2, b] D[3, c] C Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "BEGIN"})
  void aColumnAddedByOthersReachesNobodyWhoDoesNotAsk(String before) throws Exception {
    proxy.flip("absent");
    prepare("plain", "SELECT * FROM plain");
    prepare("other", "SELECT * FROM plain");
    client.query(before).send().until('Z');

    proxy.direct("ALTER TABLE plain ADD COLUMN c int DEFAULT 5");
    proxy.look();

    for (String name : List.of("plain", "other", "plain", "other")) {
      client.bind("", name).execute("").sync().send();
      assertThat(answers()).isEqualTo("2 D[1, one] C Z");
    }
    client.query("SELECT name FROM pg_prepared_statements ORDER BY 1").send();
    assertThat(answers()).as("names at the server").isEqualTo("T D[other] D[plain] C Z");
  }

  @Test
  void theUnnamedStatementIsHealedToo() throws Exception {
    proxy.flip("absent");
    prepare("", "SELECT * FROM plain");
    proxy.direct("ALTER TABLE plain ADD COLUMN c int DEFAULT 5");
    proxy.look();

    client.bind("", "").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void aStarOverTheRuledTableItselfIsHealedWhereItIsTheDatabasesOwn() throws Exception {
    proxy.flip("complete");
    prepare("s", ALL + " WHERE id = 1");
    proxy.direct("ALTER TABLE orders ADD COLUMN other int");
    proxy.look();

    client.query("BEGIN").send().until('Z');
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a, pending] C Z");
  }

  @Test
  void whatCannotBeGivenAnyMoreFailsAsItWouldAtTheServer() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    proxy.direct("ALTER TABLE plain DROP COLUMN b");
    proxy.look();

    client.bind("", "s").execute("").sync().send();
    RawClient.Message error = client.until('Z').get(0);
    assertThat(error.field('C')).isEqualTo("0A000");
    assertThat(error.field('R')).isEqualTo("RevalidateCachedQuery");
    client.query("SELECT 1").send();
    assertThat(answers()).isEqualTo("T D[1] C Z");

    client.closeStatement("s").parse("s", "SELECT * FROM plain").sync().send().until('Z');
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1] C Z");
  }

  @Test
  void aTypeThatChangesIsNotHiddenBehindAName() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT a FROM plain");
    proxy.direct("ALTER TABLE plain ALTER COLUMN a TYPE bigint");
    proxy.look();

    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("E(0A000) Z");
  }

  @Test
  void aStatementWhoseTableIsGoneFailsAndComesBackWithIt() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    proxy.direct("ALTER TABLE plain RENAME TO elsewhere");
    proxy.look();
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("E(42P01) Z");

    proxy.direct("ALTER TABLE elsewhere RENAME TO plain");
    proxy.look();
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void aSkippedQuestionForTheShapeIsAskedAgain() throws Exception {
    prepare("s", ALL + " WHERE id = 1");
    proxy.flip("absent");

    client.query("BEGIN").send().until('Z');
    client.query("nonsense").send().until('Z');
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("E(25P02) Z");
    client.query("ROLLBACK").send().until('Z');
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, a] C Z");
  }

  @Test
  void aDescribeThatWasSkippedChangesNothing() throws Exception {
    prepare("s", ALL + " WHERE id = 1");
    proxy.flip("absent");

    client.parse("", "SELECT nothere").describe('S', "s").sync();
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("E(42703) Z");
    assertThat(answers()).isEqualTo("2 D[1, a] C Z");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void driversGoOnWithTheirPreparedStatements(boolean inTransaction) throws Exception {
    proxy.flip("absent");
    try (Connection connection = proxy.connect("&prepareThreshold=1");
        PreparedStatement all = connection.prepareStatement("SELECT * FROM plain")) {
      all.executeQuery().close();
      all.executeQuery().close();
      connection.setAutoCommit(!inTransaction);
      for (String column : List.of("c", "d")) {
        connection.prepareStatement("SELECT 1").executeQuery().close();
        proxy.direct("ALTER TABLE plain ADD COLUMN " + column + " text DEFAULT 'new'");
        proxy.look();
        for (int i = 0; i < 3; i++) {
          try (ResultSet rows = all.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(2)).isEqualTo("one");
            assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
          }
        }
        if (inTransaction) {
          connection.commit(); // or it would hold a lock on the table
        }
      }
    }
  }

  @Test
  void aChangeThatNobodyToldOfIsHealedOutsideATransaction() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    for (String column : List.of("c", "d")) {
      proxy.direct("ALTER TABLE plain ADD COLUMN " + column + " int");

      client.bind("", "s").execute("").sync().send();
      assertThat(answers()).isEqualTo("2 D[1, one] C Z");
    }
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void whatIsSentBehindItComesBehindIt() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    proxy.direct("ALTER TABLE plain ADD COLUMN c int");

    client.bind("", "s").execute("").sync().send();
    client.query("SELECT 'next'").send();
    assertThat(answers()).isIn("2 D[1, one] C Z", "E(0A000) Z");
    assertThat(answers()).isEqualTo("T D[next] C Z");
  }

  @Test
  void inATransactionItIsTheServersErrorAndTheNextOneGoesWell() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    client.query("BEGIN").send().until('Z');
    proxy.direct("ALTER TABLE plain ADD COLUMN c int");

    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("E(0A000) Z");
    client.query("ROLLBACK").send().until('Z');
    client.query("BEGIN").send().until('Z');
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void aPipelineOfSeveralIsNotSentAgain() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    proxy.direct("ALTER TABLE plain ADD COLUMN c int");

    client.bind("", "s").execute("").sync().query("SELECT 2").send();
    assertThat(answers()).isEqualTo("E(0A000) Z");
    assertThat(answers()).isEqualTo("T D[2] C Z");
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void theColumnThatIsGoneBeforeAnybodyToldIsRead() throws Exception {
    proxy.flip("readable");
    client.parse("s", "SELECT status FROM orders WHERE id = 1").sync().send().until('Z');
    proxy.direct("ALTER TABLE orders DROP COLUMN status");
    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).as("prepared").isEqualTo("2 D[pending] C Z");

    proxy.flip("readable");
    proxy.direct("ALTER TABLE orders DROP COLUMN status");
    client.query("SELECT status FROM orders WHERE id = 1").send();
    assertThat(answers()).as("simple").isEqualTo("T D[pending] C Z");

    proxy.flip("readable");
    proxy.direct("ALTER TABLE orders DROP COLUMN status");
    client.parse("", "SELECT status FROM orders WHERE id = 1").bind("", "").describe('P', "");
    client.execute("").sync().send();
    assertThat(answers()).as("extended").isEqualTo("1 2 T D[pending] C Z");
  }

  @Test
  void anErrorOfTheClientsOwnIsGivenOnce() throws Exception {
    proxy.flip("readable");
    client.query("SELECT nothere, status FROM orders").send();
    assertThat(answers()).isEqualTo("E(42703) Z");
    client.parse("", "SELECT nothere, status FROM orders").bind("", "").execute("").sync().send();
    assertThat(answers()).isEqualTo("E(42703) Z");
    client.query("SELECT 1").send();
    assertThat(answers()).isEqualTo("T D[1] C Z");
  }

  @Test
  void driversDoNotNoticeWhatNobodyToldOf() throws Exception {
    proxy.flip("absent");
    try (Connection connection = proxy.connect("&prepareThreshold=1");
        PreparedStatement all = connection.prepareStatement("SELECT * FROM plain")) {
      all.executeQuery().close();
      for (int i = 0; i < 5; i++) {
        proxy.direct("ALTER TABLE plain ADD COLUMN c" + i + " text DEFAULT 'new'");
        try (ResultSet rows = all.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(2)).isEqualTo("one");
        }
      }
    }
  }

  private RawClient bindBinary(String statement, byte[] value) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.write(("\0" + statement + "\0").getBytes(StandardCharsets.UTF_8));
    data.writeShort(1);
    data.writeShort(1);
    data.writeShort(1);
    data.writeInt(value.length);
    data.write(value);
    data.writeShort(0);
    return client.message('B', body.toByteArray());
  }

  @Test
  void theTypesOfParametersStayThoseThatTheClientWasToldOf() throws Exception {
    proxy.flip("absent");
    client.parse("s", "SELECT note FROM orders WHERE id = $1").describe('S', "s").sync().send();
    assertThat(answers()).isEqualTo("1 t T Z");
    proxy.direct("ALTER TABLE orders ALTER COLUMN id TYPE bigint");
    proxy.look();

    bindBinary("s", new byte[] {0, 0, 0, 1}).execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[a] C Z");
  }

  @Test
  void whatIsMadeAnewWithTheSameColumnsIsTheSame() throws Exception {
    proxy.flip("absent");
    proxy.direct("CREATE VIEW v AS SELECT a, b FROM plain");
    prepare("v", "SELECT * FROM v");
    proxy.direct("DROP VIEW v; CREATE VIEW v AS SELECT a, b FROM plain");
    proxy.look();

    client.bind("", "v").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void aBatchBegunBehindItIsNotAnsweredInItsPlace() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    client.parse("t", "SELECT 'second'").sync().send().until('Z');
    try (Connection other = proxy.direct();
        Statement change = other.createStatement()) {
      other.setAutoCommit(false);
      change.execute("ALTER TABLE plain ADD COLUMN c int");
      client.bind("", "s").execute("").sync().send();
      TestProxy.eventually("it waits for the lock", () -> proxy.waitForLocks() == 1);
      long before = proxy.bytesFromClients();
      client.bind("", "t").execute("").flush().send();
      TestProxy.eventually("it is there", () -> proxy.bytesFromClients() > before);
      other.commit();
    }
    client.sync().send();
    assertThat(answers()).isEqualTo("E(0A000) Z");
    assertThat(answers()).isEqualTo("2 D[second] C Z");
  }

  @Test
  void aPauseIsAnsweredBeforeWhatIsSentAgain() throws Exception {
    proxy.flip("absent");
    prepare("s", "SELECT * FROM plain");
    CountDownLatch atRest = new CountDownLatch(1);
    try (Connection other = proxy.direct();
        Statement change = other.createStatement()) {
      other.setAutoCommit(false);
      change.execute("ALTER TABLE plain ADD COLUMN c int");
      client.bind("", "s").execute("").sync().send();
      TestProxy.eventually("it waits for the lock", () -> proxy.waitForLocks() == 1);
      proxy.operations().pause(Traffic.ALL, atRest::countDown);
      other.commit();
    }
    assertThat(atRest.await(15, TimeUnit.SECONDS)).as("at rest").isTrue();
    proxy.operations().resume(Traffic.ALL);
    assertThat(answers()).isEqualTo("2 D[1, one] C Z");
  }

  @Test
  void aLongParameterOfARefusedStatementIsDropped() throws Exception {
    client.parse("s", "SELECT o FROM orders o WHERE note <> $1").sync().send().until('Z');
    proxy.flip("absent");

    client.bind("", "s", "Q".repeat(400_000)).execute("").sync().query("SELECT 1").send();
    assertThat(answers()).isEqualTo("E(TR001) Z");
    assertThat(answers()).isEqualTo("T D[1] C Z");
  }

  @Test
  void aLongParameterOfAStatementThatKeepsItsShapeStreams() throws Exception {
    proxy.flip("absent");
    client.parse("s", "SELECT length($1::text)").describe('S', "s").sync().send();
    assertThat(answers()).isEqualTo("1 t T Z");
    proxy.direct("CREATE TABLE another (id int)");
    proxy.look();

    int length = 70 << 20; // more than a frame may have that is looked at
    client.bind("", "s", "x".repeat(length)).execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[" + length + "] C Z");
  }

  @Test
  void anotherStatementOfTheNameThatWasBoundIsNotTakenForIt() throws Exception {
    client.parse("s", "SELECT 1 AS a").bind("", "s").closeStatement("s");
    client.parse("s", "SELECT 1 AS b, 2 AS c").describe('P', "").sync().send();
    assertThat(answers()).isEqualTo("1 2 3 1 T Z");
    proxy.flip("absent");

    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[1, 2] C Z");
  }

  @Test
  void literalsAreNotReadOtherwiseThanWhenTheyWerePrepared() throws Exception {
    proxy.flip("absent");
    client.query("SET escape_string_warning = off").send().until('Z');
    client.query("SET standard_conforming_strings = off").send().until('Z');
    prepare("s", "SELECT 'a\\\\b' FROM plain");
    client.query("SET standard_conforming_strings = on").send().until('Z');
    proxy.direct("CREATE TABLE another (id int)");
    proxy.look();

    client.bind("", "s").execute("").sync().send();
    assertThat(answers()).isEqualTo("2 D[a\\b] C Z");
  }
}
