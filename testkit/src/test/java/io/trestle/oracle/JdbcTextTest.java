package io.trestle.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JdbcTextTest {

  @Test
  void parametersBecomePlaceholdersInTheirOrder() {
    JdbcText text = JdbcText.of("SELECT $2, $1 + $2, $3", 2);

    assertThat(text.sql()).isEqualTo("SELECT ?, ? + ?, $3");
    assertThat(text.parameters()).containsExactly(2, 1, 2);
    assertThat(text.repeats()).isTrue();
  }

  @Test
  void questionMarksAreDoubled() {
    assertThat(JdbcText.of("SELECT a ? 'b' AND a ?| c", 0).sql())
        .isEqualTo("SELECT a ?? 'b' AND a ??| c");
  }

  @Test
  void nothingIsDoneInsideOfStringsCommentsAndNames() {
    String text =
        """
        SELECT '?''$1', E'\\'?$1', "?""$1", $$?$1$$, $a$ $$ ? $1 $a$, a$1 -- ? $1
        /* ? /* $1 */ ? */ FROM t\
        """;

    assertThat(JdbcText.of(text, 1).sql()).isEqualTo(text);
  }
}
