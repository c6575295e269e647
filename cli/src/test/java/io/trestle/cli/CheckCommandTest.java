package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckCommandTest {

  private static final String VALID =
      """
      rules:
        - table: public.orders
          column: status
          type: text
          value: "'pending'"
          phase: absent
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aValidFileIsShownAndExitCodeIs0() throws IOException {
    CommandRun run = check(VALID);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("1 rule, no error").contains("public.orders.status text");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aComputedValueIsTakenAndWhatCannotBeKnownIsSaid() throws IOException {
    CommandRun run =
        check(
            VALID.replace(
                "\"'pending'\"", "\"CASE WHEN sent IS NULL THEN 'pending' ELSE 'sent' END\""));

    assertThat(run.out())
        .contains("computed value CASE WHEN sent IS NULL")
        .contains("No --database: whether a computed value reads columns that exist");
    assertThat(run.exitCode()).isZero();
  }

  /** Each case replaces a part of the valid file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          phase: absent | phase: abssent | 6 | abssent
          phase: absent | phases: absent | 6 | phases
          value: "'pending'" | value: "random()" | 5 | random()
          value: "'pending'" | value: "'pend" | 5 | 'pend
          column: status | colum: status | 3 | colum
          table: public.orders | table: [a] | 2 | table
          rules: | rulez: | 1 | rulez
          type: text | type: [text | 5 | YAML
          """)
  void aBadFileIsNamedWithItsLineAndExitCodeIs2(
      String part, String replacement, int line, String expected) throws IOException {
    CommandRun run = check(VALID.replace(part, replacement));

    assertThat(run.err())
        .contains(folder.resolve("rules.yaml") + ":" + line + ": ")
        .contains(expected)
        .doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void anEmptyFileIsNoRulesFile() throws IOException {
    assertThat(check("").exitCode()).isEqualTo(2);
  }

  @Test
  void aFolderIsNoRulesFile() {
    CommandRun run = CommandRun.of("check", "--rules", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("cannot read the rules file").doesNotContain("\tat ");
  }

  @Test
  void jsonSaysWhatIsWrong() throws IOException {
    CommandRun run = check(VALID.replace("absent", "gone"), "--json");

    assertThat(run.out()).contains("\"valid\":false").contains(":6: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aDatabaseThatIsAwayIsAFailureNotBadInput() throws IOException {
    CommandRun run = check(VALID, "--database", "jdbc:postgresql://127.0.0.1:1/shop?user=nobody");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("trestle check: database shop cannot be asked");
  }

  private CommandRun check(String rules, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
    String[] arguments = new String[3 + more.length];
    arguments[0] = "check";
    arguments[1] = "--rules";
    arguments[2] = file.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(arguments);
  }
}
