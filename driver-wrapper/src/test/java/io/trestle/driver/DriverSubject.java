package io.trestle.driver;

import io.trestle.oracle.JdbcMode;
import io.trestle.oracle.Manner;
import io.trestle.oracle.Situation;
import io.trestle.oracle.Subject;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** What the oracle tests: the driver, before the database of a situation. */
final class DriverSubject implements Subject {

  @Override
  public List<? extends Manner> manners() {
    return JdbcMode.chosen();
  }

  @Override
  public Endpoint open(Situation situation) throws IOException {
    Path rules = Files.createTempFile("oracle-rules", ".yaml");
    Files.writeString(rules, situation.rules());
    return new Driven(
        situation.postgres().host(), situation.postgres().port(), situation.database(), rules);
  }

  private record Driven(String host, int port, String database, Path rules) implements Endpoint {

    /** Looks up the catalog in a way of its own, so that all manners share an engine. */
    @Override
    public Connection connect(Properties settings) throws SQLException {
      String catalog = TestPostgres.jdbcUrl(host, port, database);
      String url =
          "jdbc:trestle:postgresql://%s:%d/%s?trestle.rules=%s&trestle.catalog=%s"
              .formatted(
                  host, port, database, rules, URLEncoder.encode(catalog, StandardCharsets.UTF_8));
      return DriverManager.getConnection(url, settings);
    }

    @Override
    public void close() throws IOException {
      Shelf.release(rules);
      Files.delete(rules);
    }
  }
}
