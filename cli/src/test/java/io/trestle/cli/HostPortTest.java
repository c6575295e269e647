package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:6432, 127.0.0.1, 6432",
    "db.internal:0, db.internal, 0",
    ":5432, 127.0.0.1, 5432",
    "[::1]:65535, ::1, 65535"
  })
  void readsAddresses(String text, String host, int port) {
    assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db", "db:", "db:x", "db:-1", "db:65536", "db:123456", "::1:5"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> HostPort.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("expected HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:1", "[::1]:2"})
  void printsAsItIsRead(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }
}
