package io.trestle.cli.demo;

import io.trestle.catalog.CatalogSource;
import io.trestle.engine.Engine;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Phase;
import io.trestle.rules.RuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** The proxy, as {@code trestle proxy} would start it, in this JVM. */
final class TrestleCarrier implements Carrier {

  private static final Duration FLIP_DEADLINE = Duration.ofSeconds(30);

  private final Path rulesFile;
  private final Closer closer;
  private final RuleSource rules;
  private final Engine engine;
  private final int port;

  private TrestleCarrier(Path rulesFile, Closer closer, RuleSource rules, Engine engine, int port) {
    this.rulesFile = rulesFile;
    this.closer = closer;
    this.rules = rules;
    this.engine = engine;
    this.port = port;
  }

  /** Starts the proxy at a free port before the server at {@code upstreamPort}. */
  static TrestleCarrier start(Path rulesFile, int upstreamPort, String url)
      throws IOException, SQLException, InvalidRulesException {
    Closer closer = new Closer();
    try {
      RuleSource rules = closer.open(() -> FileRuleSource.open(rulesFile));
      CatalogDataSources dataSources = closer.open(() -> new CatalogDataSources(url));
      CatalogSource catalog = closer.open(dataSources::catalogs);
      Engines engines = closer.open(() -> new RewritingEngines(rules, catalog));
      ProxySettings settings = ProxySettings.of(DemoServer.HOST, 0, DemoServer.HOST, upstreamPort);
      ProxyServer proxy = closer.open(() -> ProxyServer.start(settings, engines));
      Engine engine = engines.forDatabase(DemoServer.DATABASE);
      return new TrestleCarrier(rulesFile, closer, rules, engine, proxy.address().getPort());
    } catch (IOException | SQLException | InvalidRulesException | RuntimeException failure) {
      closer.close();
      throw failure;
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void flip(Phase phase) throws IOException, SQLException {
    long before = engine.current().epoch();
    DemoRules.write(rulesFile, phase);
    Waiting.until(
        "the proxy to take phase " + phase.label(),
        FLIP_DEADLINE,
        () -> takenBy(rules, phase) && engine.current().epoch() != before);
  }

  private static boolean takenBy(RuleSource rules, Phase phase) {
    return rules.current().rules().stream().allMatch(rule -> rule.phase() == phase);
  }

  @Override
  public void close() {
    closer.close();
  }
}
