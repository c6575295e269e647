package io.trestle.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatementTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT 1 -- one                          | SELECT ?
          SELECT  a ,  'x;y' FROM t WHERE b=2;     | SELECT a , ? FROM t WHERE b=?
          SELECT * FROM t WHERE id IN (1, 2, 3, 4) | SELECT * FROM t WHERE id IN (?, …)
          SELECT * FROM t WHERE id IN (1)          | SELECT * FROM t WHERE id IN (?)
          INSERT INTO t VALUES (1, 'a'), (2, 'b')  | INSERT INTO t VALUES (?, …), …
          INSERT INTO t VALUES (1), (2), (3), (4)  | INSERT INTO t VALUES (?), …
          INSERT INTO t VALUES ($1, now()), ($2, now()) | INSERT INTO t VALUES ($1, now()), ($2, now())
          INSERT INTO t VALUES (1, now()), (2, now()), (3, DEFAULT) | INSERT INTO t VALUES (?, now()), …, (?, DEFAULT)
          SELECT $$a$$ /* c */ + $1                | SELECT ? + $1
          """)
  void aShapeHasNoValues(String sql, String shape) {
    assertThat(text(sql).shape()).isEqualTo(shape);
  }

  @Test
  void tenThousandRowsHaveTheShapeOfTwo() {
    String rows = String.join(", ", Collections.nCopies(10_000, "(1, 'a', now())"));

    assertThat(text("INSERT INTO t VALUES " + rows).shape())
        .isEqualTo("INSERT INTO t VALUES (?, …, now()), …");
  }

  @Test
  void namesAreFoldedAndStringsAreNone() {
    assertThat(text("SELECT \"Ab\", Cd FROM public.T WHERE x = 'orders'").names())
        .containsExactlyInAnyOrder("select", "Ab", "cd", "from", "public", "t", "where", "x");
  }

  @Test
  void aTokenEndsWhereTheNextBegins() {
    StatementText text = text("SELECT status FROM t");

    assertThat(text.tokenEnd(7)).isEqualTo(13);
    assertThat(text.tokenEnd(6)).isEqualTo(7);
    assertThat(text.tokenEnd(99)).isEqualTo(100);
  }

  @Test
  void parametersBehindATypeBecomeLiterals() {
    assertThat(text("SELECT interval $1, now() AT TIME ZONE $2, $3").withTypedLiterals())
        .isEqualTo("SELECT interval '1', now() AT TIME ZONE '1', $3");
    assertThat(text("SELECT $1, a, $12").parameters()).containsExactly(1, 12);
  }

  @Test
  void aTextWithoutAnEndIsNone() {
    assertThat(StatementText.of("SELECT 'a")).isEmpty();
    assertThat(text(" -- nothing\n;").isEmpty()).isTrue();
  }

  private static StatementText text(String sql) {
    return StatementText.of(sql).orElseThrow();
  }
}
