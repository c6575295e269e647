package io.trestle.cli;

import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.Limits;
import io.trestle.proxy.Operations;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.admin.AdminConsole;
import io.trestle.proxy.admin.AdminHttp;
import io.trestle.proxy.admin.AdminUsers;
import io.trestle.proxy.session.Console;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
      "TRESTLE_ADMIN, TRESTLE_ADMIN_USERS, TRESTLE_LOG_LEVEL (INFO). The log goes to standard error."
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

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = {
        "Metrics, health and JSON over HTTP for operators (docs/operations.md); off without it."
            + " Asks for no password: an address that only operators reach."
      })
  private @Nullable HostPort admin;

  @Option(
      names = "--admin-users",
      paramLabel = "FILE",
      description =
          "The users of the console, the database `trestle` at --listen; made by `trestle"
              + " hash-password`. Without it there is no console.")
  private @Nullable Path adminUsersFile;

  @Mixin private DatabaseOption database = new DatabaseOption();

  ProxyCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws Exception {
    String url = database.url().orElseGet(() -> JdbcUrls.forUpstream(upstream, environment));
    Signals signals = Signals.install();
    AdminUsers adminUsers = readAdminUsers();
    try (RuleSource rules = openRules();
        CatalogDataSources dataSources = new CatalogDataSources(url);
        CatalogSource catalog = new JdbcCatalogSource(dataSources);
        Engines engines = new RewritingEngines(rules, catalog);
        ProxyServer proxy = start(engines, operations -> console(operations, rules, adminUsers));
        AdminHttp http = startAdmin(proxy, rules)) {
      signals.onHangUp(() -> reload(rules, adminUsers));
      LOG.info(
          "listening at {}, upstream {}, {} rules; catalog look-ups by {}",
          new HostPort(listen.host(), proxy.address().getPort()),
          upstream,
          rules.current().rules().size(),
          JdbcUrls.withoutPassword(url));
      if (http != null) {
        LOG.info("admin address {}", http.address());
      }
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

  private @Nullable AdminUsers readAdminUsers() throws CommandFailedException {
    if (adminUsersFile == null) {
      return null;
    }
    try {
      return AdminUsers.open(adminUsersFile);
    } catch (IOException wrong) {
      throw CommandFailedException.badInput(
          "cannot use the admin users: " + Messages.of(wrong), wrong);
    }
  }

  private static Console console(
      Operations operations, RuleSource rules, @Nullable AdminUsers users) {
    return users == null
        ? Console.NONE
        : new AdminConsole(operations, rules, users, Limits.DEFAULTS.loginDeadline());
  }

  private @Nullable AdminHttp startAdmin(ProxyServer proxy, RuleSource rules)
      throws CommandFailedException {
    if (admin == null) {
      return null;
    }
    try {
      return AdminHttp.start(admin.host(), admin.port(), proxy.operations(), rules);
    } catch (IOException failure) {
      throw CommandFailedException.failed("--admin: " + Messages.of(failure), failure);
    }
  }

  private ProxyServer start(Engines engines, Function<Operations, Console> console)
      throws CommandFailedException {
    ProxySettings settings =
        ProxySettings.of(listen.host(), listen.port(), upstream.host(), upstream.port());
    try {
      return ProxyServer.start(settings, engines, console);
    } catch (IOException failure) {
      throw CommandFailedException.failed(Messages.of(failure), failure);
    }
  }

  private static void reload(RuleSource rules, @Nullable AdminUsers users) {
    if (users != null) {
      try {
        users.reload();
      } catch (IOException wrong) {
        LOG.error("the admin users before stay: {}", wrong.getMessage());
      }
    }
    try {
      rules.reload();
      LOG.info("rules read again: {} rules", rules.current().rules().size());
    } catch (InvalidRulesException invalid) {
      LOG.debug("the source has said what is wrong", invalid);
    }
  }
}
