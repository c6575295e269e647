package io.trestle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartedPostgresIT {

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void startsTheVersionAskedFor(String version) throws SQLException {
    try (TestPostgres postgres = TestPostgres.start(version, Map.of("work_mem", "5MB"))) {
      assertThat(ask(postgres, "SHOW server_version")).startsWith(version + ".");
      assertThat(ask(postgres, "SHOW work_mem")).isEqualTo("5MB");
      assertThat(ask(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(ask(postgres, "SHOW max_connections")).isEqualTo("200");
    }
  }

  @Test
  void authenticatesByTheLinesGiven() throws SQLException {
    List<String> lines = List.of("host all keeper all scram-sha-256");
    try (TestPostgres postgres = TestPostgres.start(TestPostgres.NEWEST, Map.of(), lines)) {
      postgres.execute("postgres", "CREATE ROLE keeper LOGIN PASSWORD 'right'");
      String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/postgres";

      DriverManager.getConnection(url, "keeper", "right").close();
      assertThatThrownBy(() -> DriverManager.getConnection(url, "keeper", "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("28P01"));
    }
  }

  @Test
  void sharedServerIsOne() throws SQLException {
    TestPostgres.shared().createDatabase("mine");

    assertThat(TestPostgres.shared()).isSameAs(TestPostgres.shared());
    TestPostgres.shared().connect("mine").close();
    TestPostgres.shared().dropDatabase("mine");
  }

  private static String ask(TestPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
