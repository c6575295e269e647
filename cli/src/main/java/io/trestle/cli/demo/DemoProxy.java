package io.trestle.cli.demo;

import io.trestle.catalog.CatalogSource;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.StoreRules;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSource;
import io.trestle.rules.store.StoreRuleSource;
import java.io.IOException;
import java.sql.SQLException;

/** The proxy, as {@code trestle proxy --store} would start it, in this JVM. */
final class DemoProxy implements AutoCloseable {

  private final Closer closer;
  private final int port;

  private DemoProxy(Closer closer, int port) {
    this.closer = closer;
    this.port = port;
  }

  /** Starts the proxy at a free port; it follows the rule store of the server's database. */
  static DemoProxy start(int upstreamPort, String url)
      throws IOException, SQLException, InvalidRulesException {
    Closer closer = new Closer();
    try {
      RuleSource rules = closer.open(() -> StoreRules.open(url, StoreRuleSource.thisProcess()));
      CatalogDataSources dataSources = closer.open(() -> new CatalogDataSources(url));
      CatalogSource catalog = closer.open(dataSources::catalogs);
      Engines engines = closer.open(() -> new RewritingEngines(rules, catalog));
      ProxySettings settings = ProxySettings.of(DemoServer.HOST, 0, DemoServer.HOST, upstreamPort);
      ProxyServer proxy = closer.open(() -> ProxyServer.start(settings, engines));
      return new DemoProxy(closer, proxy.address().getPort());
    } catch (IOException | SQLException | InvalidRulesException | RuntimeException failure) {
      closer.close();
      throw failure;
    }
  }

  /** Where the services connect to. */
  int port() {
    return port;
  }

  @Override
  public void close() {
    closer.close();
  }
}
