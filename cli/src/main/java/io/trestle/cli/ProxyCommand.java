package io.trestle.cli;

import io.trestle.catalog.CatalogSource;
import io.trestle.cli.config.ConfiguredProxy;
import io.trestle.cli.config.InvalidConfigException;
import io.trestle.cli.migrate.ConsoleMigrations;
import io.trestle.cli.migrate.MigratedDatabase;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.Operations;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.Security;
import io.trestle.proxy.StoreRules;
import io.trestle.proxy.admin.AdminConsole;
import io.trestle.proxy.admin.AdminHttp;
import io.trestle.proxy.admin.AdminUsers;
import io.trestle.proxy.admin.MigrationControl;
import io.trestle.proxy.admin.OperatedRules;
import io.trestle.proxy.files.InvalidFileException;
import io.trestle.proxy.session.Console;
import io.trestle.rewrite.ForcedAnalysis;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.FixedRules;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import io.trestle.rules.store.StoreRuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code trestle proxy}: one listener before one server, or what a configuration file says, until
 * it is told to end.
 */
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
      "With --config a file says all that, for several addresses, servers and databases; SIGHUP reads"
          + " it again. docs/configuration.md describes it.",
      "",
      "SIGTERM or Ctrl-C drains the proxy: nobody can connect any more, sessions end (57P01) when"
          + " they are idle outside a transaction, all of them after 30 seconds (limits.drain-deadline"
          + " of the file). A second one ends it at once.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Example:",
      "  trestle proxy --listen 127.0.0.1:6432 --upstream 127.0.0.1:5432 --rules rules.yaml",
      "  psql \"host=127.0.0.1 port=6432 dbname=shop\"",
      "  trestle proxy --config trestle.yaml",
      "",
      "Environment: TRESTLE_LISTEN, TRESTLE_UPSTREAM, TRESTLE_RULES, TRESTLE_STORE,",
      "TRESTLE_MIGRATOR, TRESTLE_DATABASE, TRESTLE_CONFIG, TRESTLE_ADMIN, TRESTLE_ADMIN_USERS,",
      "TRESTLE_LOG_LEVEL (INFO). The log goes to standard error."
    })
final class ProxyCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyCommand.class);

  private final Map<String, String> environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The configuration file (YAML), in place of --listen, --upstream, --rules, --store, --migrator and --database."
      })
  private @Nullable Path configFile;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = "Where clients connect to. Port 0: any that is free; the log says which.")
  private @Nullable HostPort listen;

  @Option(
      names = "--upstream",
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = "The PostgreSQL server.")
  private @Nullable HostPort upstream;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "The rules file (YAML; README.md describes it). Without it the proxy only relays.")
  private @Nullable Path rulesFile;

  @Option(
      names = "--store",
      paramLabel = "JDBC_URL",
      description = {
        "The database under migration, whose rule store the proxy follows, in place of --rules:"
            + " jdbc:postgresql://HOST:PORT/DATABASE?user=… (docs/migrations.md)."
      })
  private @Nullable String store;

  @Option(
      names = "--migrator",
      paramLabel = "JDBC_URL",
      description = {
        "The same database by the role that runs migrations there: with it operators may SET PHASE"
            + " on the console (docs/operations.md)."
      })
  private @Nullable String migrator;

  /** For the test suites of others, see CONTRIBUTING.md. */
  @Option(names = "--force-analysis", hidden = true)
  private boolean forceAnalysis;

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

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SecurityOptions securityOptions = new SecurityOptions();

  ProxyCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws Exception {
    List<String> others = new ArrayList<>(SecurityOptions.NAMES);
    others.addAll(
        List.of(
            "--listen",
            "--upstream",
            "--rules",
            "--store",
            "--migrator",
            "--database",
            "--force-analysis"));
    if (configFile != null) {
      for (String other : others) {
        if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
          throw usage("--config and " + other + " exclude each other");
        }
      }
      return runConfigured(configFile);
    }
    if (listen == null || upstream == null) {
      List<String> missing = new ArrayList<>();
      if (listen == null) {
        missing.add("'--listen=HOST:PORT'");
      }
      if (upstream == null) {
        missing.add("'--upstream=HOST:PORT'");
      }
      throw usage(
          "Missing required option%s: %s (or --config FILE)"
              .formatted(missing.size() == 1 ? "" : "s", String.join(", ", missing)));
    }
    return run(listen, upstream);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int runConfigured(Path file) throws CommandFailedException {
    Signals signals = Signals.install();
    AdminUsers adminUsers = readAdminUsers();
    try (ConfiguredProxy proxy =
            ConfiguredProxy.start(
                file,
                environment,
                (operations, rules, migrations) ->
                    console(operations, rules, adminUsers, migrations));
        AdminHttp http = startAdmin(proxy.server(), proxy.rules())) {
      signals.onHangUp(() -> reload(proxy, adminUsers));
      LOG.info("listening at {}", proxy.server().endpoints());
      announce(http);
      drainAtEnd(proxy.server(), signals);
    } catch (InvalidConfigException invalid) {
      throw CommandFailedException.badInput(
          "the configuration cannot be taken:\n" + invalid.getMessage(), invalid);
    } catch (InvalidFileException wrong) {
      throw CommandFailedException.badInput(Messages.of(wrong), wrong);
    } catch (IOException failure) {
      throw CommandFailedException.failed(Messages.of(failure), failure);
    }
    return 0;
  }

  private int run(HostPort listenAt, HostPort server) throws Exception {
    if (store != null && rulesFile != null) {
      throw usage("--store and --rules exclude each other");
    }
    MigrationControl migrations = migrations();
    Map<String, String> forCatalog = securityOptions.forCatalog(environment);
    String url = database.url().orElseGet(() -> JdbcUrls.forUpstream(server, forCatalog));
    Security security = securityOptions.security(url);
    Signals signals = Signals.install();
    AdminUsers adminUsers = readAdminUsers();
    try (RuleSource rules = openRules(listenAt);
        CatalogDataSources dataSources = new CatalogDataSources(url);
        CatalogSource catalog = dataSources.catalogs();
        Engines engines = engines(rules, catalog);
        ProxyServer proxy =
            start(
                listenAt,
                server,
                engines,
                security,
                operations ->
                    console(operations, OperatedRules.of(rules), adminUsers, migrations));
        AdminHttp http = startAdmin(proxy, OperatedRules.of(rules))) {
      signals.onHangUp(() -> reload(rules, adminUsers));
      LOG.info(
          "listening at {}, upstream {}, {} rules; catalog look-ups by {}",
          new HostPort(listenAt.host(), proxy.address().getPort()),
          server,
          rules.current().rules().size(),
          JdbcUrls.withoutPassword(url));
      announce(http);
      drainAtEnd(proxy, signals);
    }
    return 0;
  }

  private Engines engines(RuleSource rules, CatalogSource catalog) {
    Engines engines = new RewritingEngines(rules, catalog);
    return forceAnalysis ? ForcedAnalysis.of(engines) : engines;
  }

  /** Waits until the proxy has been drained, by a signal or by who else may. */
  private static void drainAtEnd(ProxyServer proxy, Signals signals) {
    signals.onEnd(() -> proxy.drain(proxy.settings().limits().drainDeadline()));
    proxy.drained().join();
    LOG.info("closing");
  }

  private RuleSource openRules(HostPort listenAt)
      throws InvalidRulesException, CommandFailedException {
    if (store != null) {
      return openStore(store, listenAt);
    }
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

  private RuleSource openStore(String url, HostPort listenAt) throws CommandFailedException {
    try {
      return StoreRules.open(url, StoreRuleSource.thisProcess() + " at " + listenAt);
    } catch (IllegalArgumentException malformed) {
      throw usage(
          "--store: "
              + JdbcUrls.withoutPassword(url)
              + ": expected jdbc:postgresql://HOST:PORT/DATABASE?user=…");
    } catch (SQLException unusable) {
      throw CommandFailedException.badInput("--store: " + Messages.of(unusable), unusable);
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
      Operations operations,
      OperatedRules rules,
      @Nullable AdminUsers users,
      MigrationControl migrations) {
    return users == null ? Console.NONE : new AdminConsole(operations, rules, users, migrations);
  }

  private MigrationControl migrations() {
    if (migrator != null) {
      if (store == null || adminUsersFile == null) {
        throw usage("--migrator goes with --store and --admin-users");
      }
      checkMigrator(migrator);
      if (!JdbcUrls.databaseOf(store).equals(JdbcUrls.databaseOf(migrator))) {
        throw usage("--migrator and --store name different databases");
      }
    }
    if (store == null) {
      return MigrationControl.NONE;
    }
    List<MigratedDatabase> databases = List.of(new MigratedDatabase(store, migrator));
    return new ConsoleMigrations(() -> databases);
  }

  private void checkMigrator(String url) {
    try {
      JdbcUrls.checked(url);
    } catch (TypeConversionException malformed) {
      throw usage("--migrator: " + malformed.getMessage());
    }
  }

  private @Nullable AdminHttp startAdmin(ProxyServer proxy, OperatedRules rules)
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

  private static void announce(@Nullable AdminHttp http) {
    if (http != null) {
      LOG.info("admin address {}", http.address());
    }
  }

  private static ProxyServer start(
      HostPort listenAt,
      HostPort server,
      Engines engines,
      Security security,
      Function<Operations, Console> console)
      throws CommandFailedException {
    ProxySettings settings =
        ProxySettings.of(listenAt.host(), listenAt.port(), server.host(), server.port())
            .withSecurity(security);
    try {
      return ProxyServer.start(settings, engines, console);
    } catch (InvalidFileException wrong) {
      throw CommandFailedException.badInput(Messages.of(wrong), wrong);
    } catch (IOException failure) {
      throw CommandFailedException.failed(Messages.of(failure), failure);
    }
  }

  private static void reload(ConfiguredProxy proxy, @Nullable AdminUsers users) {
    reload(users);
    try {
      proxy.reload();
    } catch (InvalidConfigException invalid) {
      LOG.debug("the proxy has said what is wrong", invalid);
    }
  }

  private static void reload(@Nullable AdminUsers users) {
    if (users != null) {
      try {
        users.reload();
      } catch (IOException wrong) {
        LOG.error("the admin users before stay: {}", wrong.getMessage());
      }
    }
  }

  private static void reload(RuleSource rules, @Nullable AdminUsers users) {
    reload(users);
    try {
      rules.reload();
      LOG.info("rules read again: {} rules", rules.current().rules().size());
    } catch (InvalidRulesException invalid) {
      LOG.debug("the source has said what is wrong", invalid);
    }
  }
}
