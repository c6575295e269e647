package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The settings that docs/driver.md lists are those that there are. */
class DriverDocumentTest {

  @Test
  void theDocumentListsAllSettings() throws Exception {
    List<String> listed =
        Files.readAllLines(Path.of("..", "docs", "driver.md")).stream()
            .filter(line -> line.startsWith("| `trestle."))
            .toList();

    assertThat(listed)
        .containsExactlyElementsOf(
            Arrays.stream(DriverSetting.values())
                .map(
                    setting ->
                        "| `%s` | %s | %s |"
                            .formatted(
                                setting.key(),
                                Objects.toString(setting.defaultValue(), ""),
                                setting.meaning()))
                .toList());
  }
}
