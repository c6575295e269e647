package io.trestle.cli.config;

import io.trestle.cli.JdbcUrls;
import io.trestle.proxy.DatabaseSettings;
import io.trestle.proxy.UpstreamSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** {@code databases}: by the name that clients ask for; {@code *} for all without an entry. */
final class DatabasesSection {

  static final List<String> KEYS =
      List.of("upstream", "database", "rules", "store", "migrator", "catalog", "max-clients");

  private DatabasesSection() {}

  static List<DatabaseConfig> read(Section root, Path file, UpstreamsSection.Servers servers) {
    if (!root.has("databases")) {
      root.required("databases");
    }
    Section entries = root.section("databases", null);
    if (root.has("databases") && entries.keys().isEmpty()) {
      root.problem("databases", "are empty", "a name, or \"*\" for all, with an upstream");
    }
    List<DatabaseConfig> databases = new ArrayList<>();
    for (String name : entries.keys()) {
      Section section = entries.named(name, "database", KEYS);
      database(name, section, servers, entries.origin(file, name)).ifPresent(databases::add);
    }
    return databases;
  }

  private static Optional<DatabaseConfig> database(
      String name, Section section, UpstreamsSection.Servers servers, String origin) {
    Optional<String> upstream = section.required("upstream");
    if (upstream.isPresent() && !servers.names().contains(upstream.get())) {
      section.wrong(
          "upstream", upstream.get(), "one of upstreams: " + String.join(", ", servers.names()));
    }
    Optional<String> atServer = section.text("database");
    if (atServer.isPresent() && name.equals(DatabaseSettings.ANY)) {
      section.wrong("database", atServer.get(), "none for \"*\": each database keeps its name");
    }
    Optional<Path> rules = section.path("rules");
    if (rules.isPresent() && !Files.isReadable(rules.get())) {
      section.wrong("rules", rules.get().toString(), "a file that can be read");
    }
    Optional<String> store = section.text("store").flatMap(url -> url(section, "store", url));
    if (section.has("store") && rules.isPresent()) {
      section.problem("store", "beside rules", "one of them");
    } else if (store.isPresent() && name.equals(DatabaseSettings.ANY)) {
      section.problem("store", "for \"*\"", "a database by its name, whose store it is");
    }
    Optional<String> migrator =
        section.text("migrator").flatMap(url -> url(section, "migrator", url));
    if (section.has("migrator") && !section.has("store")) {
      section.problem("migrator", "without store", "the store of the same database beside it");
    } else if (migrator.isPresent() && store.isPresent() && !isSame(store.get(), migrator.get())) {
      section.problem("migrator", "of another database than store", "the same database");
    }
    Optional<String> catalog = section.text("catalog").flatMap(url -> url(section, "catalog", url));
    Optional<Integer> most = section.number("max-clients", 1, DatabaseSettings.MAX_SESSIONS);
    UpstreamSettings server = upstream.map(servers.good()::get).orElse(null);
    if (server == null) {
      return Optional.empty();
    }
    if (rules.isPresent() && !section.has("catalog") && server.endpoint().isUnix()) {
      section.problem(
          "rules",
          "for a database whose upstream is a unix socket",
          "a key \"catalog\" beside it: the proxy's own look-ups go over TCP");
    }
    return Optional.of(
        new DatabaseConfig(
            new DatabaseSettings(
                name,
                server.name(),
                atServer.orElse(null),
                most.orElse(DatabaseSettings.MAX_SESSIONS)),
            rules.orElse(null),
            store.orElse(null),
            migrator.orElse(null),
            catalog.orElse(null),
            origin));
  }

  private static boolean isSame(String store, String migrator) {
    return JdbcUrls.databaseOf(store).equals(JdbcUrls.databaseOf(migrator));
  }

  private static Optional<String> url(Section section, String key, String url) {
    try {
      return Optional.of(JdbcUrls.checked(url));
    } catch (TypeConversionException wrong) {
      section.problem(
          key,
          "\"%s\"".formatted(JdbcUrls.withoutPassword(url)),
          "jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD");
      return Optional.empty();
    }
  }
}
