package io.trestle.proxy;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.oracle.Situation;
import io.trestle.oracle.Subject;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the oracle tests: a proxy with the engine, before the database of a situation. */
final class ProxySubject implements Subject {

  @Override
  public Endpoint open(Situation situation) throws Exception {
    TestPostgres postgres = situation.postgres();
    Path rules = Files.createTempFile("oracle-rules", ".yaml");
    Files.writeString(rules, situation.rules());
    CatalogDataSources sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    Engines engines =
        new RewritingEngines(FileRuleSource.open(rules), new JdbcCatalogSource(sources));
    ProxySettings settings = ProxySettings.of("127.0.0.1", 0, postgres.host(), postgres.port());
    ProxyServer server = ProxyServer.start(settings, engines);
    return new Proxied(server, engines, sources, rules, situation.database());
  }

  private record Proxied(
      ProxyServer server, Engines engines, CatalogDataSources sources, Path rules, String database)
      implements Endpoint {

    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public int port() {
      return server.address().getPort();
    }

    @Override
    public void close() throws Exception {
      server.close();
      engines.close();
      sources.close();
      Files.delete(rules);
    }
  }
}
