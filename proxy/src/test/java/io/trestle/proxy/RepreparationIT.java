package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class RepreparationIT {

  private static final String SQL = "SELECT 'ruled'";

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

  private String row(String statement) throws Exception {
    client.bind("", statement).execute("").sync().send();
    String text = "";
    for (RawClient.Message message : client.until('Z')) {
      if (message.type() == 'D') {
        text = message.text().substring(6);
      } else {
        assertThat("2CZ").contains(String.valueOf(message.type()));
      }
    }
    return text;
  }

  private long preparedAtServer() throws Exception {
    client.query("SELECT count(*) FROM pg_prepared_statements").send();
    return Long.parseLong(client.until('Z').get(1).text().substring(6));
  }

  @Test
  void aNamedStatementFollowsTheRules() throws Exception {
    proxy.engines.rewrite(SQL, "SELECT 'one'");
    client.parse("s", SQL).sync().send().until('Z');
    assertThat(row("s")).isEqualTo("one");

    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'two'");
    assertThat(row("s")).isEqualTo("two");

    proxy.engines.nextEpoch();
    assertThat(row("s")).isEqualTo("ruled");
    assertThat(row("s")).isEqualTo("ruled");
    assertThat(preparedAtServer()).as("the old ones were closed").isEqualTo(1);

    assertThat(client.closeStatement("s").sync().send().answers(1)).isEqualTo("3 Z");
    assertThat(preparedAtServer()).isZero();
    assertThat(client.bind("", "s").sync().send().answers(1)).isEqualTo("E(26000) Z");
  }

  @Test
  void theUnnamedStatementFollowsTheRules() throws Exception {
    client.parse("", SQL).sync().send().until('Z');
    assertThat(row("")).isEqualTo("ruled");

    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'two'");

    assertThat(row("")).isEqualTo("two");
    client.query("SELECT 1").send().until('Z');
    assertThat(client.bind("", "").sync().send().answers(1))
        .as("a Query destroys it")
        .isEqualTo("E(26000) Z");
  }

  @Test
  void anUnconcernedStatementMayBecomeConcernedAndDescribeKnows() throws Exception {
    client.parse("s", SQL).describe('S', "s").sync().send().until('Z');

    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 1 AS a, 2 AS b");
    client.describe('S', "s").bind("", "s").describe('P', "").execute("").sync().send();

    assertThat(client.answers(1)).isEqualTo("t T 2 T D C Z");
  }

  @Test
  void rulesMayChangeBetweenParseAndBind() throws Exception {
    proxy.engines.rewrite(SQL, "SELECT 'one'");
    client.parse("s", SQL).flush().send().next();

    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'two'");

    client.bind("", "s").execute("").sync().send();
    assertThat(client.answers(1)).isEqualTo("2 D C Z");
  }

  @Test
  void theSameTextIsNotParsedAgain() throws Exception {
    proxy.engines.rewrite(SQL, "SELECT 'one'");
    client.parse("s", SQL).sync().send().until('Z');

    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'one'");

    assertThat(row("s")).isEqualTo("one");
    client.query("SELECT name FROM pg_prepared_statements").send();
    assertThat(client.until('Z').get(1).text()).endsWith("s");
  }

  @Test
  void anErrorOfTheSecondParseIsThatOfTheMessage() throws Exception {
    for (String name : new String[] {"s", ""}) {
      proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'one'");
      client.parse(name, SQL).sync().send().until('Z');

      proxy.engines.nextEpoch().rewrite(SQL, "SELECT nothere");
      assertThat(client.bind("", name).execute("").sync().send().answers(1))
          .isEqualTo("E(42703) Z");
      assertThat(client.describe('S', name).sync().send().answers(1)).isEqualTo("E(42703) Z");

      proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'three'");
      assertThat(row(name)).isEqualTo("three");
      assertThat(row(name)).isEqualTo("three");
    }
  }

  @Test
  void aStatementMayBecomeRefusedAndBackAgain() throws Exception {
    client.parse("s", SQL).sync().send().until('Z');

    proxy.engines.nextEpoch().refuse(SQL, "TR001");
    assertThat(client.bind("", "s").execute("").sync().send().answers(1)).isEqualTo("E(TR001) Z");
    assertThat(client.describe('S', "s").sync().send().answers(1)).isEqualTo("E(TR001) Z");

    proxy.engines.nextEpoch();
    assertThat(row("s")).isEqualTo("ruled");
  }

  @Test
  void aSkippedRepreparationIsUndone() throws Exception {
    proxy.engines.rewrite(SQL, "SELECT 'one'");
    client.parse("s", SQL).sync().send().until('Z');
    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'two'");

    client.parse("", "SELECT nothere").bind("", "s").execute("").sync().send();

    assertThat(client.answers(1)).isEqualTo("E(42703) Z");
    assertThat(row("s")).isEqualTo("two");
    assertThat(preparedAtServer()).isEqualTo(1);
  }

  @Test
  void whatIsPipelinedBehindASkippedRepreparationStillGetsIt() throws Exception {
    proxy.engines.rewrite(SQL, "SELECT 'one'");
    client.parse("s", SQL).sync().send().until('Z');
    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'two'");

    client.parse("", "SELECT nothere").bind("", "s").execute("").sync();
    client.bind("", "s").execute("").sync().closeStatement("s").sync().bind("", "s").sync().send();

    assertThat(client.answers(4)).isEqualTo("E(42703) Z 2 D C Z 3 Z E(26000) Z");
    assertThat(preparedAtServer()).isZero();
  }

  @Test
  void aNameLikeOursIsTheClientsToUse() throws Exception {
    client.parse("s", SQL).parse("trestle_1", "SELECT 'mine'").sync().send().until('Z');
    proxy.engines.nextEpoch().rewrite(SQL, "SELECT 'two'");

    assertThat(row("s")).isEqualTo("two");
    assertThat(row("trestle_1")).isEqualTo("mine");
    assertThat(row("s")).isEqualTo("two");
  }

  @Test
  void driversGoOnWithTheirPreparedStatements() throws Exception {
    proxy.engines.rewrite("SELECT 'ruled', $1::int", "SELECT 'one', $1::int");
    try (Connection connection = proxy.connect("&prepareThreshold=1");
        PreparedStatement statement = connection.prepareStatement("SELECT 'ruled', ?::int")) {
      for (int epoch = 0; epoch < 20; epoch++) {
        String value = "epoch " + epoch;
        proxy
            .engines
            .nextEpoch()
            .rewrite("SELECT 'ruled', $1::int", "SELECT '" + value + "', $1::int");
        for (int i = 0; i < 3; i++) {
          statement.setInt(1, i);
          try (ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(value);
            assertThat(rows.getInt(2)).isEqualTo(i);
          }
        }
      }
    }
  }
}
