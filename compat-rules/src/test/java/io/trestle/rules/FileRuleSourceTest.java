package io.trestle.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRuleSourceTest {

  private static final String RULE =
      """
      rules:
        - table: public.orders
          column: c
          type: text
          value: "'v'"
          phase: absent
      """;

  @TempDir private Path folder;

  @Test
  void takesAChangedFileAndKeepsTheRulesWhenItIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yaml"), RULE);
    LinkedBlockingQueue<Phase> seen = new LinkedBlockingQueue<>();
    try (FileRuleSource source = FileRuleSource.open(file)) {
      source.onChange(() -> seen.add(source.current().rules().get(0).phase()));

      replace(file, RULE.replace("absent", "readable"));

      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Phase.READABLE);

      replace(file, RULE.replace("absent", "nonsense"));

      assertThatThrownBy(source::reload).isInstanceOf(InvalidRulesException.class);
      assertThat(source.current().rules().get(0).phase()).isEqualTo(Phase.READABLE);

      replace(file, RULE.replace("absent", "writable"));

      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Phase.WRITABLE);
    }
  }

  @Test
  void aFileThatIsGoneLeavesTheRulesInForce() throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yaml"), RULE);
    try (FileRuleSource source = FileRuleSource.open(file)) {
      Files.delete(file);

      assertThatThrownBy(source::reload).hasMessageContaining("cannot be read");
      assertThat(source.current().rules()).hasSize(1);
    }
  }

  private void replace(Path file, String content) throws Exception {
    Path next = Files.writeString(folder.resolve("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
