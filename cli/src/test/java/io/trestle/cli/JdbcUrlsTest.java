package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JdbcUrlsTest {

  private static final HostPort UPSTREAM = new HostPort("db", 5432);

  @Test
  void derivesTheUrlFromTheUpstreamAndTheVariablesOfLibpq() {
    Map<String, String> environment =
        Map.of(
            "PGUSER", "ops", "PGPASSWORD", "a&b c", "PGDATABASE", "shop", "PGSSLMODE", "require");

    String url = JdbcUrls.forUpstream(UPSTREAM, environment);

    assertThat(url)
        .isEqualTo("jdbc:postgresql://db:5432/shop?user=ops&password=a%26b%20c&sslmode=require");
  }

  @Test
  void takesTheUserOfTheSystemAndItsDatabaseWhereNothingIsSet() {
    String user = System.getProperty("user.name");

    assertThat(JdbcUrls.forUpstream(UPSTREAM, Map.of()))
        .isEqualTo("jdbc:postgresql://db:5432/" + user + "?user=" + user);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5432/shop?user=me, shop",
    "jdbc:postgresql://db/my%20shop, my shop",
    "jdbc:postgresql:shop, shop"
  })
  void findsTheDatabase(String url, String database) {
    assertThat(JdbcUrls.databaseOf(url)).isEqualTo(database);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db/shop?user=me&password=secret&ssl=true,"
        + "jdbc:postgresql://db/shop?user=me&password=***&ssl=true",
    "jdbc:postgresql://db/shop?password=secret, jdbc:postgresql://db/shop?password=***",
    "postgresql://me:secret@db/shop, postgresql://me:***@db/shop"
  })
  void hidesPasswords(String url, String shown) {
    assertThat(JdbcUrls.withoutPassword(url)).isEqualTo(shown);
  }
}
