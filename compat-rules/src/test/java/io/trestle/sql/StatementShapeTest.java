package io.trestle.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementShapeTest {

  private static final int STATEMENTS = 20_000;

  private static final String[] PIECES = {
    "SELECT ",
    "a",
    "b1",
    "_x",
    "é",
    " ",
    "\n",
    "\r\n",
    "\t",
    ",",
    "(",
    ")",
    "[",
    "]",
    ".",
    "..",
    ";",
    ":",
    "::",
    ":=",
    "'",
    "''",
    "'x'",
    "'it''s'",
    "E'a\\'b'",
    "e'\\\\'",
    "E'",
    "N'n'",
    "B'1'",
    "x'1F'",
    "U&'\\0041'",
    "U&\"\\0041\"",
    "\"",
    "\"a\"\"b\"",
    "\\",
    "\\'",
    "$$",
    "$$x$$",
    "$t$ $ $$ $t$",
    "$t",
    "$1",
    "$12",
    "$",
    "1",
    "42",
    "0",
    "1.5",
    "1.",
    ".5",
    "1e5",
    "1e",
    "1e-3",
    "1_000",
    "0x1F",
    "0b1",
    "1abc",
    "+",
    "-",
    "--",
    "-- x\n",
    "/*",
    "*/",
    "/* a /* b */ */",
    "*",
    "/",
    "<",
    "->>",
    "@>",
    "?",
    "|",
    "u",
    "U&",
    "&",
    "date ",
    "uescape",
    "search_path",
    "'SCHEMA'"
  };

  private static @Nullable List<Token> tokens(String sql, boolean standard) {
    try {
      return Lexer.tokens(sql, standard);
    } catch (LexerException unreadable) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void seesLiteralsWhereTheLexerDoes(int seed) {
    Random random = new Random(seed);
    OtherLiterals others = new OtherLiterals(random);
    for (int i = 0; i < STATEMENTS; i++) {
      boolean standard = random.nextInt(4) > 0;
      String sql = statement(random);
      List<Token> tokens = tokens(sql, standard);
      StatementShape shape = StatementShape.of(sql, standard);
      if (tokens == null) {
        // what our lexer alone does not take may have a shape: it is not analysed
        continue;
      }
      assertThat(shape).as(sql).isNotNull();
      requireTokens(sql, shape, tokens);

      String other = others.in(sql, standard);
      List<Token> otherTokens = tokens(other, standard);
      StatementShape otherShape = Objects.requireNonNull(StatementShape.of(other, standard));
      assertThat(otherShape.text()).as("%s and %s", sql, other).isEqualTo(shape.text());
      requireSameButLiterals(sql, tokens, Objects.requireNonNull(otherTokens), shape);
    }
  }

  private static void requireTokens(String sql, StatementShape shape, List<Token> tokens) {
    for (int i = 0; i < shape.literals(); i++) {
      int start = shape.start(i);
      int end = shape.end(i);
      assertThat(tokens)
          .as("literal %d of %s", i, sql)
          .anyMatch(token -> token.isLiteral() && token.start() == start && token.end() == end);
    }
  }

  private static void requireSameButLiterals(
      String sql, List<Token> tokens, List<Token> others, StatementShape shape) {
    assertThat(others).as(sql).hasSameSizeAs(tokens);
    List<Integer> leftOut = new ArrayList<>();
    for (int i = 0; i < shape.literals(); i++) {
      leftOut.add(shape.start(i));
    }
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      assertThat(others.get(i).kind()).as(sql).isEqualTo(token.kind());
      if (!leftOut.contains(token.start())) {
        assertThat(others.get(i).value()).as(sql).isEqualTo(token.value());
      }
    }
  }

  private static String statement(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(12);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 'a', 1, 1.5|SELECT 'it''s', 42, 100.25",
        "SELECT $$a$$, E'x'|SELECT $$'$$, E'\\''",
        "SELECT -1|SELECT -200",
      })
  void statementsOfOneShape(String one, String other) {
    assertThat(text(one)).isEqualTo(text(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1|SELECT 1.5",
        "SELECT 1|SELECT '1'",
        "SELECT 'a'|SELECT E'a'",
        "SELECT $$a$$|SELECT $t$a$t$",
        "SELECT B'1'|SELECT B'0'",
        "SELECT 1|SELECT -1",
        "SELECT 1 /* a */|SELECT 1 /* b */",
        "SELECT set_config('Search_Path', 'a')|SELECT set_config('search_path', 'a')",
        "SELECT 'schema'|SELECT 'scheme'",
      })
  void statementsOfDifferentShapes(String one, String other) {
    assertThat(text(one)).isNotEqualTo(text(other));
  }

  private static String text(String sql) {
    return Objects.requireNonNull(StatementShape.of(sql, true)).text();
  }

  @Test
  void whatIsUnfinishedHasNoShape() {
    assertThat(StatementShape.of("SELECT 'a", true)).isNull();
    assertThat(StatementShape.of("SELECT 'a\\'", true)).isNotNull();
    assertThat(StatementShape.of("SELECT 'a\\'", false)).isNull();
    assertThat(StatementShape.of("SELECT '\0'", true)).isNull();
  }
}
