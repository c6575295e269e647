package io.trestle.cli;

import io.trestle.cli.config.ConfigFile;
import io.trestle.cli.config.Configuration;
import io.trestle.cli.config.DatabaseConfig;
import io.trestle.cli.config.InvalidConfigException;
import io.trestle.proxy.DatabaseSettings;
import io.trestle.proxy.Endpoint;
import io.trestle.proxy.StoreRules;
import io.trestle.proxy.UpstreamSettings;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RulesFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Whether a proxy could run by a configuration file: the file, its rules, its servers. */
final class ConfigCheck {

  private static final int CONNECT_MILLIS = 5_000;

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> summary = new ArrayList<>();

  ConfigCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Looks at everything. Blocks. */
  void run(Path file) throws CommandFailedException {
    try {
      Configuration configuration = ConfigFile.read(file);
      warnings.addAll(configuration.warnings());
      Set<UpstreamSettings> away = new LinkedHashSet<>();
      for (UpstreamSettings upstream : configuration.settings().upstreams()) {
        reach(upstream, away);
      }
      for (DatabaseConfig database : configuration.databases()) {
        look(configuration, database, away.contains(configuration.upstream(database)));
      }
    } catch (InvalidConfigException invalid) {
      problems.addAll(invalid.problems());
    } catch (IOException unreadable) {
      throw CommandFailedException.badInput(
          "cannot read the configuration: " + Messages.of(unreadable), unreadable);
    }
  }

  private void reach(UpstreamSettings upstream, Set<UpstreamSettings> away) {
    try {
      connect(upstream.endpoint());
    } catch (IOException | RuntimeException failure) {
      away.add(upstream);
      failures.add(
          "upstream %s cannot be reached at %s: %s"
              .formatted(upstream.name(), upstream.endpoint(), Messages.of(failure)));
    }
  }

  private static void connect(Endpoint endpoint) throws IOException {
    if (endpoint.isUnix()) {
      SocketChannel.open(UnixDomainSocketAddress.of(endpoint.socketFile())).close();
      return;
    }
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
      if (address.isUnresolved()) {
        throw new IOException("unknown host");
      }
      socket.connect(address, CONNECT_MILLIS);
    }
  }

  private void look(Configuration configuration, DatabaseConfig database, boolean away) {
    String name = database.settings().name();
    RuleSet rules = RuleSet.EMPTY;
    try {
      rules = rules(database);
    } catch (InvalidRulesException invalid) {
      invalid.problems().stream().filter(each -> !problems.contains(each)).forEach(problems::add);
    } catch (IOException unreadable) {
      problems.add(database.origin() + ": rules: " + Messages.of(unreadable));
    } catch (SQLException unusable) {
      failures.add(database.origin() + ": store: " + Messages.of(unusable));
    }
    List<String> looked = new ArrayList<>();
    if (!away || database.catalog() != null || database.store() != null) {
      for (String atServer : databases(database, rules)) {
        if (fits(rules, url(configuration, database, atServer))) {
          looked.add(atServer);
        }
      }
    }
    summary.add(
        "  %s at %s (%s, sslmode %s), %d rules, %s"
            .formatted(
                name,
                database.settings().upstream(),
                configuration.upstream(database).endpoint(),
                configuration.tls(database).mode(),
                rules.rules().size(),
                looked.isEmpty() ? "no catalog looked at" : "looked up in " + looked));
  }

  private static RuleSet rules(DatabaseConfig database)
      throws InvalidRulesException, IOException, SQLException {
    if (database.store() != null) {
      return StoreRules.read(database.store());
    }
    return database.rules() == null ? RuleSet.EMPTY : RulesFile.parse(database.rules());
  }

  /** The databases in which rules can be looked up: of "*" those that rules name. */
  private static Set<String> databases(DatabaseConfig database, RuleSet rules) {
    Set<String> names = new LinkedHashSet<>();
    if (rules.rules().isEmpty()) {
      return names;
    }
    if (!database.settings().name().equals(DatabaseSettings.ANY)) {
      names.add(database.settings().atServer(database.settings().name()));
      return names;
    }
    rules.rules().stream().map(Rule::database).filter(Objects::nonNull).forEach(names::add);
    if (database.catalog() != null) {
      names.add(JdbcUrls.databaseOf(database.catalog()));
    }
    return names;
  }

  private String url(Configuration configuration, DatabaseConfig database, String atServer) {
    return JdbcUrls.withDatabase(configuration.catalogUrl(database, environment), atServer);
  }

  private boolean fits(RuleSet rules, String url) {
    try {
      List<String> found = CatalogCheck.run(rules, url);
      found.stream().filter(each -> !problems.contains(each)).forEach(problems::add);
      return true;
    } catch (CommandFailedException notAsked) {
      failures.add(notAsked.getMessage());
      return false;
    }
  }

  /** What the user has to change, a line each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** What the user should look at, a line each. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** What could not be looked at. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** What was looked at. */
  List<String> summary() {
    return List.copyOf(summary);
  }

  /** The exit code. */
  int exitCode() {
    if (!problems.isEmpty()) {
      return CommandFailedException.BAD_INPUT;
    }
    return failures.isEmpty() ? 0 : CommandFailedException.FAILED;
  }
}
