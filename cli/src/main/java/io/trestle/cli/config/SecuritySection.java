package io.trestle.cli.config;

import io.trestle.proxy.Security;
import io.trestle.proxy.auth.AuthQuery;
import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.auth.ScramLimits;
import io.trestle.proxy.tls.ClientCertificates;
import io.trestle.proxy.tls.ClientTls;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code tls}, {@code upstream-tls} and {@code auth}: for all addresses and servers; and {@code
 * tls} of a server, which has the keys of {@code upstream-tls}.
 */
final class SecuritySection {

  static final List<String> TLS_KEYS =
      List.of("cert", "key", "require", "client-auth", "client-ca");
  static final List<String> UPSTREAM_KEYS = List.of("sslmode", "ca", "cert", "key");
  static final List<String> AUTH_KEYS =
      List.of("file", "query", "database", "secrets-over-mixed-legs");

  private SecuritySection() {}

  /** What the sections say; where something is wrong with one, as if it were not there. */
  static Security read(Section root) {
    Security security = Security.NONE;
    if (root.has("tls")) {
      security = security.withClientTls(clientTls(root.section("tls", TLS_KEYS)));
    }
    if (root.has("upstream-tls")) {
      security = security.withServerTls(serverTls(root.section("upstream-tls", UPSTREAM_KEYS)));
    }
    if (root.has("auth")) {
      security = security.withAuthentication(authentication(root.section("auth", AUTH_KEYS)));
    }
    return security;
  }

  private static @Nullable ClientTls clientTls(Section section) {
    Optional<Path> certificate = required(section, "cert");
    Optional<Path> key = required(section, "key");
    Path ca = file(section, "client-ca").orElse(null);
    TlsFiles.checkIdentity(section, certificate.orElse(null), key.orElse(null));
    TlsFiles.checkAuthorities(section, "client-ca", ca);
    boolean required = section.flag("require");
    Optional<String> clients = section.choice("client-auth", labels(ClientCertificates.values()));
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    try {
      ClientCertificates asked =
          clients.map(ClientCertificates::of).orElse(ClientCertificates.NONE);
      return new ClientTls(certificate.get(), key.get(), ca, asked, required);
    } catch (IllegalArgumentException contradiction) {
      section.problem("client-auth", contradiction.getMessage(), "keys that fit each other");
      return null;
    }
  }

  /** TLS with servers; disabled where something is wrong. */
  static ServerTls serverTls(Section section) {
    section.required("sslmode");
    Optional<String> mode = section.choice("sslmode", labels(SslMode.values()));
    Path ca = file(section, "ca").orElse(null);
    Path certificate = file(section, "cert").orElse(null);
    Path key = file(section, "key").orElse(null);
    TlsFiles.checkAuthorities(section, "ca", ca);
    TlsFiles.checkIdentity(section, certificate, key);
    if (mode.isEmpty()) {
      return ServerTls.DISABLED;
    }
    try {
      return new ServerTls(SslMode.of(mode.get()), ca, certificate, key);
    } catch (IllegalArgumentException contradiction) {
      section.problem("sslmode", contradiction.getMessage(), "keys that fit each other");
      return ServerTls.DISABLED;
    }
  }

  private static Authentication authentication(Section section) {
    Path file = file(section, "file").orElse(null);
    Optional<String> database = section.text("database");
    boolean mixed = section.flag("secrets-over-mixed-legs");
    if (section.has("query") && database.isEmpty()) {
      section.problem("query", "has no database to be asked in", "the key database, a JDBC URL");
      return Authentication.DEFAULTS;
    }
    try {
      AuthQuery query =
          database
              .map(url -> new AuthQuery(section.text("query").orElse(AuthQuery.DEFAULT_SQL), url))
              .orElse(null);
      return new Authentication(file, query, mixed, ScramLimits.DEFAULTS);
    } catch (IllegalArgumentException contradiction) {
      section.problem("file", contradiction.getMessage(), "keys that fit each other");
      return Authentication.DEFAULTS;
    }
  }

  private static Optional<Path> required(Section section, String key) {
    section.required(key);
    return file(section, key);
  }

  private static Optional<Path> file(Section section, String key) {
    Optional<Path> path = section.path(key);
    if (path.isPresent() && !Files.isReadable(path.get())) {
      section.wrong(key, path.get().toString(), "a file that can be read");
    }
    return path;
  }

  private static List<String> labels(Object[] values) {
    return Arrays.stream(values).map(Object::toString).toList();
  }
}
