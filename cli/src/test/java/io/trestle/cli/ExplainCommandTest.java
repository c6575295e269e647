package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain} of a value that is computed from the row, without a database. */
final class ExplainCommandTest {

  private static final String RULES =
      """
      rules:
        - table: public.orders
          column: status
          type: text
          value: "CASE WHEN sent_at IS NULL THEN 'pending' ELSE 'sent' END"
          phase: absent
      """;

  @TempDir private Path folder = Path.of("");

  private String explain(String sql) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yaml"), RULES);
    CommandRun run = CommandRun.of("explain", "--rules", file.toString(), sql);
    assertThat(run.exitCode()).isZero();
    return run.out();
  }

  @Test
  void showsTheValueAsItWasWritten() throws IOException {
    assertThat(explain("SELECT o.status FROM orders o"))
        .contains("No --database")
        .contains("CAST(CASE WHEN sent_at IS NULL THEN 'pending' ELSE 'sent' END AS text)");
  }

  /** Whether a column is one that the value reads decides about an UPDATE in writable. */
  @Test
  void doesNotGuessWhichColumnsAreRead() throws IOException {
    assertThat(explain("UPDATE orders SET sent_at = NULL"))
        .containsPattern("writable +cannot be told without --database");
    assertThat(explain("UPDATE orders SET note = NULL"))
        .doesNotContainPattern("writable +cannot be told");
  }

  @Test
  void saysWhatAParameterMayBe() throws IOException {
    assertThat(explain("INSERT INTO orders (id, status) VALUES ($1, $2)"))
        .contains("$2 may be NULL; another value is error TR002");
  }
}
