package io.trestle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TlsSettingsTest {

  private static final Path FILE = Path.of("some.pem");

  @ParameterizedTest
  @EnumSource(SslMode.class)
  void modesHaveLibpqsNames(SslMode mode) {
    assertThat(SslMode.of(mode.toString())).isEqualTo(mode);
  }

  @Test
  void namesThatAreNoneAreNamed() {
    assertThatThrownBy(() -> SslMode.of("allow"))
        .hasMessage(
            "sslmode is 'allow', expected one of"
                + " disable, prefer, require, verify-ca, verify-full");
    assertThatThrownBy(() -> ClientCertificates.of("required"))
        .hasMessageContaining("'required', expected one of none, optional, verify-ca, verify-full");
  }

  @Test
  void whatContradictsItselfIsNamed() {
    assertThatThrownBy(() -> ServerTls.of(SslMode.VERIFY_FULL)).hasMessageContaining("no CA file");
    assertThatThrownBy(() -> ServerTls.verifying(SslMode.REQUIRE, FILE))
        .hasMessageContaining("does not look at it; expected verify-ca or verify-full");
    assertThatThrownBy(() -> new ServerTls(SslMode.REQUIRE, null, FILE, null))
        .hasMessageContaining("only the certificate, some.pem");
    assertThatThrownBy(() -> ServerTls.DISABLED.withCertificate(FILE, FILE))
        .hasMessageContaining("sslmode is disable");
    assertThatThrownBy(() -> new ClientTls(FILE, FILE, null, ClientCertificates.VERIFY_CA, true))
        .hasMessageContaining("no CA file");
    assertThatThrownBy(() -> new ClientTls(FILE, FILE, FILE, ClientCertificates.NONE, true))
        .hasMessageContaining("none are asked for");
    assertThatThrownBy(() -> new ClientTls(FILE, FILE, FILE, ClientCertificates.VERIFY_CA, false))
        .hasMessageContaining("TLS is not required");
  }
}
