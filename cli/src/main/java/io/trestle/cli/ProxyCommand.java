package io.trestle.cli;

import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.Security;
import io.trestle.proxy.files.InvalidFileException;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trestle proxy}: one listener before one server, until it is told to end. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the proxy: services connect to --listen as they would to the server at --upstream.",
      "",
      "Users, passwords and databases are the server's own. Statements that mention a table under a"
          + " rule are treated as the rules say; all else passes untouched. Without --rules it only"
          + " relays.",
      "",
      "The rules file is read again when it changes, and on SIGHUP. A file with an error leaves the"
          + " rules before in force, and the log says what is wrong. Change it in one step (write"
          + " another file, then mv).",
      "",
      "SIGTERM or Ctrl-C closes the proxy; a second one ends it at once.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Example:",
      "  trestle proxy --listen 127.0.0.1:6432 --upstream 127.0.0.1:5432 --rules rules.yaml",
      "  psql \"host=127.0.0.1 port=6432 dbname=shop\"",
      "",
      "Environment: TRESTLE_LISTEN, TRESTLE_UPSTREAM, TRESTLE_RULES, TRESTLE_DATABASE,",
      "TRESTLE_LOG_LEVEL (INFO). The log goes to standard error."
    })
final class ProxyCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyCommand.class);

  private final Map<String, String> environment;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = "Where clients connect to. Port 0: any that is free; the log says which.")
  private HostPort listen = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--upstream",
      required = true,
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = "The PostgreSQL server.")
  private HostPort upstream = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "The rules file (YAML; README.md describes it). Without it the proxy only relays.")
  private @Nullable Path rulesFile;

  @Mixin private DatabaseOption database = new DatabaseOption();

  @Mixin private SecurityOptions securityOptions = new SecurityOptions();

  ProxyCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws Exception {
    String url =
        database
            .url()
            .orElseGet(
                () -> JdbcUrls.forUpstream(upstream, securityOptions.forCatalog(environment)));
    Security security = securityOptions.security(url);
    Signals signals = Signals.install();
    try (RuleSource rules = openRules();
        CatalogDataSources dataSources = new CatalogDataSources(url);
        CatalogSource catalog = new JdbcCatalogSource(dataSources);
        Engines engines = new RewritingEngines(rules, catalog);
        ProxyServer proxy = start(engines, security)) {
      signals.onHangUp(() -> reload(rules));
      LOG.info(
          "listening at {}, upstream {}, {} rules; catalog look-ups by {}",
          new HostPort(listen.host(), proxy.address().getPort()),
          upstream,
          rules.current().rules().size(),
          JdbcUrls.withoutPassword(url));
      signals.awaitEnd();
      LOG.info("closing");
    }
    return 0;
  }

  private RuleSource openRules() throws InvalidRulesException, CommandFailedException {
    if (rulesFile == null) {
      return new FixedRules(RuleSet.EMPTY);
    }
    try {
      return FileRuleSource.open(rulesFile);
    } catch (IOException unreadable) {
      throw CommandFailedException.badInput(
          "cannot read the rules file: " + Messages.of(unreadable), unreadable);
    }
  }

  private ProxyServer start(Engines engines, Security security) throws CommandFailedException {
    ProxySettings settings =
        ProxySettings.of(listen.host(), listen.port(), upstream.host(), upstream.port())
            .withSecurity(security);
    try {
      return ProxyServer.start(settings, engines);
    } catch (InvalidFileException wrong) {
      throw CommandFailedException.badInput(Messages.of(wrong), wrong);
    } catch (IOException failure) {
      throw CommandFailedException.failed(Messages.of(failure), failure);
    }
  }

  private static void reload(RuleSource rules) {
    try {
      rules.reload();
      LOG.info("rules read again: {} rules", rules.current().rules().size());
    } catch (InvalidRulesException invalid) {
      LOG.debug("the source has said what is wrong", invalid);
    }
  }
}
