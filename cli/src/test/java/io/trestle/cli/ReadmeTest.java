package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.RefusalCode;
import io.trestle.rules.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What README.md lists is what the code has. */
final class ReadmeTest {

  private String readme = "";

  @BeforeEach
  void read() throws IOException {
    readme = Files.readString(Path.of("..", "README.md"));
  }

  @ParameterizedTest
  @EnumSource
  void everyRefusalHasItsLine(RefusalCode code) {
    String name = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');

    assertThat(readme).contains("| %s | %s | %s |".formatted(code.sqlState(), name, code.wayOut()));
  }

  @ParameterizedTest
  @EnumSource
  void everyPhaseHasItsLine(Phase phase) {
    assertThat(readme).contains("| `" + phase.label() + "` |");
  }
}
