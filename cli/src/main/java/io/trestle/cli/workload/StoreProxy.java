package io.trestle.cli.workload;

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

/** A proxy, as {@code trestle proxy --store} would start it, in this JVM. */
public final class StoreProxy implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final Closer closer;
  private final int port;

  private StoreProxy(Closer closer, int port) {
    this.closer = closer;
    this.port = port;
  }

  /**
   * Starts the proxy at a free port of this machine.
   *
   * @param host where the server is
   * @param url of the database whose rule store it follows
   */
  public static StoreProxy start(String host, int upstreamPort, String url)
      throws IOException, SQLException, InvalidRulesException {
    Closer closer = new Closer();
    try {
      RuleSource rules = closer.open(() -> StoreRules.open(url, StoreRuleSource.thisProcess()));
      CatalogDataSources dataSources = closer.open(() -> new CatalogDataSources(url));
      CatalogSource catalog = closer.open(dataSources::catalogs);
      Engines engines = closer.open(() -> new RewritingEngines(rules, catalog));
      ProxySettings settings = ProxySettings.of(HOST, 0, host, upstreamPort);
      ProxyServer proxy = closer.open(() -> ProxyServer.start(settings, engines));
      return new StoreProxy(closer, proxy.address().getPort());
    } catch (IOException | SQLException | InvalidRulesException | RuntimeException failure) {
      closer.close();
      throw failure;
    }
  }

  /** Where the services connect to. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    closer.close();
  }
}
