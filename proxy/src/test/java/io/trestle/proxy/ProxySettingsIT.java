package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProxySettingsIT {

  @Test
  void wrongSettingsAreNamedWithTheirBounds() {
    ProxySettings good = ProxySettings.of("localhost", 0, "localhost", 5432);

    assertThatThrownBy(() -> ProxySettings.of("localhost", 70_000, "localhost", 5432))
        .hasMessage("port is 70000, expected 0 to 65535");
    assertThatThrownBy(() -> ProxySettings.of("localhost", 0, "localhost", 0))
        .hasMessage("port is 0, expected 1 to 65535 for an upstream");
    assertThatThrownBy(() -> ProxySettings.of("localhost", 0, " ", 5432))
        .hasMessageContaining("host is empty");
    assertThatThrownBy(() -> good.withEventLoopThreads(0))
        .hasMessageContaining("eventLoopThreads is 0, expected 1 to");
    assertThatThrownBy(() -> Limit.pendingAnswers(100))
        .hasMessage("maxPendingAnswers is 100, expected 4096 to 1000000");
    assertThatThrownBy(() -> Limit.shared(1, 1, Duration.ZERO))
        .hasMessage("loginDeadline is PT0S, expected 1 ms to 1 h");
    assertThatThrownBy(() -> Limit.statements(2_000, 3_000, 1, 1))
        .hasMessageContaining("maxStatementBytes is 3000");
  }

  @Test
  void catalogConnectionsGoToTheDatabaseAskedFor() throws Exception {
    TestPostgres postgres = TestPostgres.shared();
    try (CatalogDataSources sources = new CatalogDataSources(postgres.jdbcUrl("nothere"));
        Connection connection = sources.apply("template1").getConnection()) {
      assertThat(connection.getCatalog()).isEqualTo("template1");
      assertThat(sources.apply("template1")).isSameAs(sources.apply("template1"));
      assertThat(sources.apply("postgres")).isNotSameAs(sources.apply("template1"));
    }
  }

  @Test
  void catalogConnectionsWantAUrlOfPostgresql() {
    assertThatThrownBy(() -> new CatalogDataSources("jdbc:mysql://localhost/x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void catalogConnectionsAreBoundedAndEnd() {
    CatalogDataSources sources =
        new CatalogDataSources("jdbc:postgresql://localhost:1/x?user=a&password=secret");
    for (int i = 0; i < CatalogDataSources.MAX_POOLS; i++) {
      sources.apply("database" + i);
    }
    assertThatThrownBy(() -> sources.apply("one more")).isInstanceOf(IllegalStateException.class);
    assertThat(sources.toString()).doesNotContain("secret");
    sources.close();
    assertThatThrownBy(() -> sources.apply("after")).isInstanceOf(IllegalStateException.class);
  }
}
