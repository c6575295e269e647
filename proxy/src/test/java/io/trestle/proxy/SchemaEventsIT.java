package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.CatalogSource;
import io.trestle.engine.Engine;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The event trigger of docs/operations.md tells the engine of what others do to the schema. */
@ExtendWith(NoLeaks.class)
class SchemaEventsIT {

  private static final String DATABASE = "schema_events";
  private static final TestPostgres POSTGRES = TestPostgres.shared();
  private static final Duration NEVER = Duration.ofHours(1);

  private static final String RULES =
      """
      rules:
        - {table: public.orders, column: status, type: text, value: "'pending'", phase: absent}
      """;

  @TempDir private Path folder = Path.of("");
  private CatalogDataSources sources;
  private RewritingEngines engines;
  private Engine engine;

  @BeforeEach
  void start() throws Exception {
    POSTGRES.createDatabase(DATABASE);
    POSTGRES.execute(DATABASE, "CREATE TABLE orders (id int)");
    POSTGRES.execute(DATABASE, documented());
    sources = new CatalogDataSources(POSTGRES.jdbcUrl("postgres"));
    CatalogSource catalogs = sources.catalogs();
    Path rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
    engines = new RewritingEngines(FileRuleSource.open(rules), catalogs, NEVER);
    engine = engines.forDatabase(DATABASE);
    TestProxy.eventually("it listens", () -> listeners() == 1);
    TestProxy.eventually("the schema was looked at", () -> engine.current().schema() > 0);
  }

  @AfterEach
  void stop() throws Exception {
    engines.close();
    TestProxy.eventually("it listens no more", () -> listeners() == 0);
    sources.close();
    POSTGRES.dropDatabase(DATABASE);
  }

  private static String documented() throws Exception {
    String document = Files.readString(Path.of("../docs/operations.md"));
    Matcher block = Pattern.compile("```sql\n([^`]*EVENT TRIGGER[^`]*)```").matcher(document);
    assertThat(block.find()).as("the event trigger in docs/operations.md").isTrue();
    return block.group(1);
  }

  private static int listeners() throws Exception {
    try (Connection connection = POSTGRES.connect("postgres");
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN trestle_ddl' AND datname = '"
                    + DATABASE
                    + "'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void seen(String sql) throws Exception {
    long before = engine.current().schema();
    POSTGRES.execute(DATABASE, sql);
    TestProxy.eventually(sql, () -> engine.current().schema() > before);
  }

  @Test
  void whatOthersDoIsSeenAtOnce() throws Exception {
    seen("ALTER TABLE orders ADD COLUMN note text");
    seen("ALTER TABLE orders DROP COLUMN note");
    seen("DROP TABLE orders");
  }

  @Test
  void aConnectionThatIsLostIsReplaced() throws Exception {
    POSTGRES.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN trestle_ddl'");
    TestProxy.eventually("it listens again", () -> listeners() == 1);
    seen("ALTER TABLE orders ADD COLUMN note text");
  }
}
