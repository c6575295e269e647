package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The switch for tests by which every statement goes the way of those that a rule concerns. */
class ForcedAnalysisIT {

  private static final String TEXT =
      "select  current_query(), ?::int/* ? */, '{\"a\":1}'::jsonb ?? 'a', {fn concat('$1', \"x\")}"
          + " FROM(VALUES('b'))AS t(x)";

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private DriverFixture fixture;
  private Connection forced;

  @BeforeEach
  void start() throws Exception {
    Metrics.addRegistry(meters);
    fixture = new DriverFixture();
    forced = DriverManager.getConnection(fixture.url() + "&trestle.force-analysis=true");
  }

  @AfterEach
  void stop() throws Exception {
    forced.close();
    fixture.close();
    Metrics.removeRegistry(meters);
  }

  private long analyses() {
    var timer = meters.find("trestle.analysis").timer();
    return timer == null ? 0 : timer.count();
  }

  @Test
  void everyStatementIsAnalysedAndComesOutAsItWas() throws Exception {
    long before = analyses();
    try (Connection plain = DriverManager.getConnection(fixture.url())) {
      String sent = asked(plain);
      assertThat(analyses()).isEqualTo(before);

      assertThat(asked(forced)).isEqualTo(sent).contains("$1::int/* ? */", "'$1'");
      assertThat(analyses()).isGreaterThan(before);
    }
  }

  /** What the server got, and what it answered. */
  private static String asked(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TEXT)) {
      statement.setInt(1, 7);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        assertThat(row.getInt(2)).isEqualTo(7);
        assertThat(row.getBoolean(3)).isTrue();
        return row.getString(1) + row.getString(4);
      }
    }
  }

  @Test
  void whatIsRefusedWhereARuleConcernsItIsNotRefused() throws Exception {
    try (CallableStatement call = forced.prepareCall("{? = call lower(?)}")) {
      call.registerOutParameter(1, Types.VARCHAR);
      call.setString(2, "ANN");
      call.execute();
      assertThat(call.getString(1)).isEqualTo("ann");
    }
    try (Statement statement =
            forced.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = statement.executeQuery("SELECT id, customer FROM orders ORDER BY id")) {
      rows.next();
      rows.updateString("customer", "amy");
      rows.updateRow();
    }
    assertThat(DriverFixture.ask(forced, "SELECT customer FROM orders WHERE id = 1"))
        .isEqualTo("amy");
  }
}
