package io.trestle.proxy;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.oracle.Situation;
import io.trestle.oracle.Stage;
import io.trestle.oracle.Subject;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the oracle tests: a proxy with the engine, before the database of a situation. */
final class ProxySubject implements Subject {

  private final UnaryOperator<Engines> decoration;
  private final UnaryOperator<String> rules;
  private final List<Stage> stages;

  /** The engine as it is, in all stages. */
  ProxySubject() {
    this(UnaryOperator.identity(), UnaryOperator.identity(), Stage.ALL);
  }

  /**
   * An engine that something was done to.
   *
   * @param decoration what stands around the engines
   * @param rules what is done to the text of the rules file
   */
  ProxySubject(UnaryOperator<Engines> decoration, UnaryOperator<String> rules, List<Stage> stages) {
    this.decoration = decoration;
    this.rules = rules;
    this.stages = List.copyOf(stages);
  }

  @Override
  public List<Stage> stages() {
    return stages;
  }

  @Override
  public Endpoint open(Situation situation) throws Exception {
    TestPostgres postgres = situation.postgres();
    Path file = Files.createTempFile("oracle-rules", ".yaml");
    Files.writeString(file, rules.apply(situation.rules()));
    CatalogDataSources sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    Engines engines =
        decoration.apply(
            new RewritingEngines(FileRuleSource.open(file), new JdbcCatalogSource(sources)));
    ProxySettings settings = ProxySettings.of("127.0.0.1", 0, postgres.host(), postgres.port());
    ProxyServer server = ProxyServer.start(settings, engines);
    return new Proxied(server, engines, sources, file, situation.database());
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
