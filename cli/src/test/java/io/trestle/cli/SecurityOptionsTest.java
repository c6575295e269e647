package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.proxy.Security;
import io.trestle.proxy.auth.AuthQuery;
import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.auth.ScramLimits;
import io.trestle.proxy.tls.ClientCertificates;
import io.trestle.proxy.tls.ClientTls;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class SecurityOptionsTest {

  private static final String DATABASE = "jdbc:postgresql://h/d";
  private static final String OTHER = "jdbc:postgresql://h/other";

  @Command
  private static final class Holder {
    @Mixin SecurityOptions options = new SecurityOptions();
  }

  private static SecurityOptions options(String... arguments) {
    return CommandLine.populateCommand(new Holder(), arguments).options;
  }

  @Test
  void nothingIsTheDefault() throws Exception {
    assertThat(options().security(DATABASE)).isEqualTo(Security.NONE);
  }

  @Test
  void everyOptionHasItsPlace() throws Exception {
    Security security =
        options(
                "--tls-cert=a.crt",
                "--tls-key=a.key",
                "--require-tls",
                "--tls-client-auth=verify-full",
                "--tls-client-ca=a.ca",
                "--upstream-sslmode=verify-ca",
                "--upstream-ca=b.ca",
                "--upstream-cert=b.crt",
                "--upstream-key=b.key",
                "--auth-query=SELECT 1 WHERE $1 = ''",
                "--auth-database=" + OTHER,
                "--secrets-over-mixed-legs")
            .security(DATABASE);

    assertThat(security)
        .isEqualTo(
            new Security(
                new ClientTls(
                    Path.of("a.crt"),
                    Path.of("a.key"),
                    Path.of("a.ca"),
                    ClientCertificates.VERIFY_FULL,
                    true),
                new ServerTls(
                    SslMode.VERIFY_CA, Path.of("b.ca"), Path.of("b.crt"), Path.of("b.key")),
                new Authentication(
                    null,
                    new AuthQuery("SELECT 1 WHERE $1 = ''", OTHER),
                    true,
                    ScramLimits.DEFAULTS)));
  }

  @Test
  void theAuthQueryByItselfIsThatOfPgAuthidAtTheCatalogsDatabase() throws Exception {
    assertThat(options("--auth-query").security(DATABASE).authentication())
        .isEqualTo(Authentication.byQuery(new AuthQuery(AuthQuery.DEFAULT_SQL, DATABASE)));
  }

  @Test
  void anAuthFileIsTakenInstead() throws Exception {
    assertThat(options("--auth-file=verifiers.txt").security(DATABASE).authentication())
        .isEqualTo(Authentication.byFile(Path.of("verifiers.txt")));
  }

  @Test
  void ourOwnConnectionsAreAsEncryptedAsTheClientsUnlessToldOtherwise() throws Exception {
    SecurityOptions options = options("--upstream-sslmode=verify-full", "--upstream-ca=b.ca");

    assertThat(options.forCatalog(Map.of("PGUSER", "u")))
        .isEqualTo(Map.of("PGUSER", "u", "PGSSLMODE", "verify-full", "PGSSLROOTCERT", "b.ca"));
    assertThat(options.forCatalog(Map.of("PGSSLMODE", "disable", "PGSSLROOTCERT", "own.ca")))
        .isEqualTo(Map.of("PGSSLMODE", "disable", "PGSSLROOTCERT", "own.ca"));
    assertThat(options().forCatalog(Map.of())).isEmpty();
  }
}
