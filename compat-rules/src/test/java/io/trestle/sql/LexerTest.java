package io.trestle.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.sql.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {

  private static List<String> values(String sql) throws LexerException {
    return Lexer.tokens(sql, true).stream().map(Token::value).toList();
  }

  @Test
  void foldsWordsButNotQuotedNames() throws LexerException {
    assertThat(values("SELECT Orders, \"Orders\", \"a\"\"b\""))
        .containsExactly("select", "orders", ",", "Orders", ",", "a\"b");
  }

  @Test
  void foldsOnlyAsciiLetters() throws LexerException {
    assertThat(values("ÄB 注文")).containsExactly("Äb", "注文");
  }

  @Test
  void cutsNamesAt63Bytes() throws LexerException {
    assertThat(values("a".repeat(70))).containsExactly("a".repeat(63));
    assertThat(values("é".repeat(40)).get(0)).isEqualTo("é".repeat(31));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'it''s'|it's",
        "E'a\\'b'|a\\'b",
        "$$a'b$$|a'b",
        "$t$a$$b$t$|a$$b",
        "N'x'|x",
        "B'101'|101",
        "U&'d\\0061t'|d\\0061t"
      })
  void readsStringsOfEveryKind(String sql, String content) throws LexerException {
    List<Token> tokens = Lexer.tokens(sql, true);

    assertThat(tokens).hasSize(1);
    assertThat(tokens.get(0).kind()).isEqualTo(Kind.STRING);
    assertThat(tokens.get(0).value()).isEqualTo(content);
  }

  @Test
  void joinsStringsOverLineEndsOnly() throws LexerException {
    assertThat(values("'a'\n  'b'")).containsExactly("ab");
    assertThat(values("'a' -- why\n 'b'")).containsExactly("ab");
    assertThat(values("'a' 'b'")).containsExactly("a", "b");
  }

  @Test
  void backslashesEscapeInPlainStringsOnlyWhereTheSessionSaysSo() throws LexerException {
    String sql = "'a\\' || 'b'";

    assertThat(Lexer.tokens(sql, true)).hasSize(3);
    assertThatThrownBy(() -> Lexer.tokens(sql, false)).isInstanceOf(LexerException.class);
  }

  @Test
  void skipsNestedComments() throws LexerException {
    assertThat(values("a /* x /* y */ z */ b -- c\n d")).containsExactly("a", "b", "d");
  }

  @Test
  void decodesUnicodeEscapesInNames() throws LexerException {
    assertThat(values("U&\"\\006frders\"")).containsExactly("orders");
    assertThat(values("U&\"d\\+000061t\\\\\"")).containsExactly("dat\\");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "a<-1¦a,<,-,1",
        "a*-1¦a,*,-,1",
        "a@-1¦a,@-,1",
        "a||-- c¦a,||",
        "a->>'b'¦a,->>,b",
        "x::int¦x,::,int",
        "1..2¦1,..,2",
        "a.b¦a,.,b",
        "$1+$23¦$1,+,$23",
        "a-/*c*/b¦a,-,b"
      })
  void cutsOperatorsByPostgresRules(String sql, String tokens) throws LexerException {
    assertThat(String.join(",", values(sql))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.5", ".5", "1e10", "1.5E-3", "0x1F", "1_000"})
  void readsNumbers(String sql) throws LexerException {
    List<Token> tokens = Lexer.tokens(sql, true);

    assertThat(tokens).hasSize(1);
    assertThat(tokens.get(0).kind()).isEqualTo(Kind.NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a", "\"a", "/* a", "$x$ a $y$", "E'a\\'", "U&\"\\00\""})
  void refusesWhatIsUnfinished(String sql) {
    assertThatThrownBy(() -> Lexer.tokens(sql, true)).isInstanceOf(LexerException.class);
  }

  @Test
  void offsetsAreThoseOfTheText() throws LexerException {
    String sql = "SELECT /* 注 */ a . \"b\"\t,'😀x'";

    for (Token token : Lexer.tokens(sql, true)) {
      String text = sql.substring(token.start(), token.end());
      assertThat(text.toLowerCase(java.util.Locale.ROOT)).contains(token.value());
    }
  }
}
