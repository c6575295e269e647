package io.trestle.bench.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.cli.workload.Tally;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways to fill a column, with a small table. */
final class SmallBackfillsIT {

  private static final int ROWS = 2_500;

  private final TestPostgres postgres = TestPostgres.shared();
  private final String database = "bench_backfills";
  private final String url = postgres.jdbcUrl(database);

  @BeforeEach
  void makeDatabase() throws SQLException {
    postgres.dropDatabase(database);
    postgres.createDatabase(database);
  }

  @ParameterizedTest
  @EnumSource
  void eachWayFillsAllRowsBesideAService(Way way) throws Exception {
    Tally service = new Tally();

    assertThat(new Backfills(url, 1).fill(way, ROWS, service)).isPositive();

    assertThat(service.statements()).isPositive();
    assertThat(
            ask(
                "SELECT count(*) FROM parcels"
                    + " WHERE status = CASE WHEN amount > 3 THEN 'large' ELSE 'small' END"))
        .isEqualTo(ROWS);
  }

  private long ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
