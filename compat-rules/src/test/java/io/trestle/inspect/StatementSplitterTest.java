package io.trestle.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.inspect.StatementSplitter.Piece;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatementSplitterTest {

  @Test
  void cutsAtSemicolonsOutsideOfEverything() throws IOException {
    String script =
        """
        -- a comment; with a semicolon
        SELECT 'a;b', "c;d" /* e; /* f; */ g; */ FROM t; -- h;
        \\echo not SQL;
        SELECT $$ i; $$, $tag$ j; $$ k; $tag$, $1;

        SELECT E'\\'; l' -- m;
        , 'n\\';
        INSERT INTO t VALUES (1;2)
        """;

    assertThat(pieces(script))
        .extracting(Piece::text, Piece::line)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "SELECT 'a;b', \"c;d\" /* e; /* f; */ g; */ FROM t", 2L),
            org.assertj.core.groups.Tuple.tuple("SELECT $$ i; $$, $tag$ j; $$ k; $tag$, $1", 4L),
            org.assertj.core.groups.Tuple.tuple("SELECT E'\\'; l' -- m;\n, 'n\\'", 6L),
            org.assertj.core.groups.Tuple.tuple("INSERT INTO t VALUES (1;2)", 8L));
  }

  @Test
  void leavesTheDataOfACopyOut() throws IOException {
    String script = "COPY t (a) FROM stdin;\n1;\nit's\n\\.\nSELECT 2;";

    assertThat(pieces(script))
        .extracting(Piece::text)
        .containsExactly("COPY t (a) FROM stdin", "SELECT 2");
  }

  @Test
  void keepsNoMoreThanTheBound() throws IOException {
    StatementSplitter splitter =
        new StatementSplitter(new StringReader("SELECT '" + "x".repeat(200) + ";'; SELECT 2"), 50);

    Piece first = splitter.next();
    assertThat(first).isNotNull();
    assertThat(first.text()).hasSize(50);
    assertThat(first.cut()).isTrue();
    assertThat(splitter.next()).isEqualTo(new Piece("SELECT 2", 1, false));
    assertThat(splitter.next()).isNull();
  }

  /** The lexer is the judge: both must cut at the same places, however the stream comes in. */
  @Test
  void cutsWhereTheLexerCuts() throws IOException {
    String[] parts = {
      "SELECT ",
      "a",
      "'x;'",
      "'it''s'",
      "E'\\';'",
      "\"q;\"",
      "$$ ; $$",
      "$b$ ; $$ $b$",
      "-- ;\n",
      "/* ; */",
      "/* /* ; */ */",
      ";",
      "; ",
      "(",
      ")",
      "$1",
      "a$1",
      " e ",
      "e",
      "-",
      "/",
      "*",
      "\n",
      "a$$b",
      "n'c'",
      ",",
      "::",
      "é",
      "@"
    };
    Random random = new Random(7);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder script = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        script.append(parts[random.nextInt(parts.length)]);
      }
      List<String> expected = lexed(script.toString());
      if (expected != null) {
        assertThat(pieces(script.toString()))
            .as(script.toString())
            .extracting(piece -> withoutComments(piece.text()))
            .isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(5_000);
  }

  /** What the lexer makes of a text: null where it cannot read it or brackets do not match. */
  private static List<String> lexed(String script) {
    try {
      Tokens tokens = Tokens.of(script, true);
      List<String> statements = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        if ((tokens.is(i, "(") || tokens.is(i, ")")) && tokens.partner(i) < 0) {
          return null;
        }
      }
      for (int[] range : tokens.statements()) {
        statements.add(withoutComments(tokens.text(range[0], range[1] - 1)));
      }
      return statements;
    } catch (LexerException unreadable) {
      return null;
    }
  }

  private static String withoutComments(String statement) {
    try {
      Tokens tokens = Tokens.of(statement, true);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < tokens.size(); i++) {
        all.append(tokens.text(i, i)).append(' ');
      }
      return all.toString();
    } catch (LexerException unreadable) {
      return "unreadable: " + statement;
    }
  }

  private static List<Piece> pieces(String script) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    try (StatementSplitter splitter = new StatementSplitter(trickling(script), 1 << 20)) {
      for (Piece piece = splitter.next(); piece != null; piece = splitter.next()) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  /** Gives a character at a time, as a slow pipe may. */
  private static Reader trickling(String script) {
    return new StringReader(script) {
      @Override
      public int read(char[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(1, length));
      }
    };
  }
}
