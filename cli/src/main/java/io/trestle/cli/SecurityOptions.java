package io.trestle.cli;

import io.trestle.proxy.Security;
import io.trestle.proxy.auth.AuthQuery;
import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.auth.ScramLimits;
import io.trestle.proxy.tls.ClientCertificates;
import io.trestle.proxy.tls.ClientTls;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** TLS and authentication of {@code trestle proxy}. */
final class SecurityOptions {

  /** All of them; a configuration file has keys for them. */
  static final List<String> NAMES =
      List.of(
          "--tls-cert",
          "--tls-key",
          "--require-tls",
          "--tls-client-auth",
          "--tls-client-ca",
          "--upstream-sslmode",
          "--upstream-ca",
          "--upstream-cert",
          "--upstream-key",
          "--auth-query",
          "--auth-database",
          "--auth-file",
          "--secrets-over-mixed-legs");

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Offers TLS to clients, with this certificate (PEM; those up to the root behind it). The"
              + " files of all these options are read again when they change.")
  private @Nullable Path tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key (PEM, PKCS #8, not encrypted).")
  private @Nullable Path tlsKey;

  @Option(names = "--require-tls", description = "Refuses clients without TLS.")
  private boolean requireTls;

  @Option(
      names = "--tls-client-auth",
      paramLabel = "MODE",
      converter = ClientCertificatesConverter.class,
      description =
          "Certificates of clients: none (the default), optional, verify-ca, or verify-full, where"
              + " the common name must be the role.")
  private ClientCertificates tlsClientAuth = ClientCertificates.NONE;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "The authorities that vouch for them (PEM).")
  private @Nullable Path tlsClientCa;

  @Option(
      names = "--upstream-sslmode",
      paramLabel = "MODE",
      converter = SslModeConverter.class,
      description =
          "TLS with the server: disable (the default), prefer, require, verify-ca, verify-full, as"
              + " in libpq.")
  private SslMode upstreamSslMode = SslMode.DISABLE;

  @Option(
      names = "--upstream-ca",
      paramLabel = "FILE",
      description = "The authorities that vouch for the server (PEM).")
  private @Nullable Path upstreamCa;

  @Option(
      names = "--upstream-cert",
      paramLabel = "FILE",
      description = "The certificate that the proxy shows the server (PEM).")
  private @Nullable Path upstreamCertificate;

  @Option(
      names = "--upstream-key",
      paramLabel = "FILE",
      description = "Its private key (PEM, PKCS #8, not encrypted).")
  private @Nullable Path upstreamKey;

  @Option(
      names = "--auth-query",
      paramLabel = "SQL",
      arity = "0..1",
      fallbackValue = AuthQuery.DEFAULT_SQL,
      description =
          "Gives a role's name ($1) and SCRAM verifier, over a connection of the proxy's own; by"
              + " itself: from pg_authid, which needs a superuser. Verifiers are needed where both"
              + " sides are TLS.")
  private @Nullable String authQuery;

  @Option(
      names = "--auth-database",
      paramLabel = "JDBC_URL",
      converter = DatabaseOption.Checked.class,
      description = "Where it is asked. Default: as --database.")
  private @Nullable String authDatabase;

  @Option(
      names = "--auth-file",
      paramLabel = "FILE",
      description = "Verifiers from a file instead: lines \"role\" \"SCRAM-SHA-256$...\".")
  private @Nullable Path authFile;

  @Option(
      names = "--secrets-over-mixed-legs",
      description =
          "Lets the server ask for a password in clear text where only one side is TLS; refused"
              + " otherwise.")
  private boolean secretsOverMixedLegs;

  /**
   * The settings.
   *
   * @param database where an auth query is asked that has no database of its own
   * @throws CommandFailedException when they contradict each other
   */
  Security security(String database) throws CommandFailedException {
    try {
      return new Security(clientTls(), serverTls(), authentication(database));
    } catch (IllegalArgumentException contradiction) {
      throw CommandFailedException.badInput(Messages.of(contradiction), contradiction);
    }
  }

  private ServerTls serverTls() {
    return new ServerTls(upstreamSslMode, upstreamCa, upstreamCertificate, upstreamKey);
  }

  private @Nullable ClientTls clientTls() {
    if (tlsCertificate == null || tlsKey == null) {
      if (tlsCertificate != null || tlsKey != null) {
        throw new IllegalArgumentException(
            "--tls-cert and --tls-key go together; given is only "
                + (tlsKey == null ? "--tls-cert" : "--tls-key"));
      }
      if (requireTls || tlsClientCa != null || tlsClientAuth != ClientCertificates.NONE) {
        throw new IllegalArgumentException(
            "--require-tls, --tls-client-auth and --tls-client-ca need --tls-cert and --tls-key");
      }
      return null;
    }
    return new ClientTls(tlsCertificate, tlsKey, tlsClientCa, tlsClientAuth, requireTls);
  }

  private Authentication authentication(String database) {
    if (authDatabase != null && authQuery == null) {
      throw new IllegalArgumentException("--auth-database needs --auth-query");
    }
    AuthQuery query =
        authQuery == null
            ? null
            : new AuthQuery(authQuery, authDatabase == null ? database : authDatabase);
    return new Authentication(authFile, query, secretsOverMixedLegs, ScramLimits.DEFAULTS);
  }

  /** The environment with the upstream's TLS as the default for the proxy's own connections. */
  Map<String, String> forCatalog(Map<String, String> environment) throws CommandFailedException {
    try {
      return CatalogTls.in(environment, serverTls());
    } catch (IllegalArgumentException contradiction) {
      throw CommandFailedException.badInput(Messages.of(contradiction), contradiction);
    }
  }

  /** For picocli. */
  static final class SslModeConverter implements picocli.CommandLine.ITypeConverter<SslMode> {
    @Override
    public SslMode convert(String name) {
      try {
        return SslMode.of(name);
      } catch (IllegalArgumentException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }

  /** For picocli. */
  static final class ClientCertificatesConverter
      implements picocli.CommandLine.ITypeConverter<ClientCertificates> {
    @Override
    public ClientCertificates convert(String name) {
      try {
        return ClientCertificates.of(name);
      } catch (IllegalArgumentException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }
}
