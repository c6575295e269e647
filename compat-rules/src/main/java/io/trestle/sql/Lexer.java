package io.trestle.sql;

import io.trestle.sql.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into tokens by PostgreSQL's own rules (manual 4.1; scan.l), so that no comment,
 * string, dollar quote or operator is taken for something else. Not thread-safe: one object, one
 * text.
 */
public final class Lexer {

  private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";
  private static final String OPERATOR_CHARACTERS_THAT_KEEP_A_SIGN = "~!@#%^&|`?";
  private static final int MAX_NAME_BYTES = 63;

  private final String text;
  private final boolean backslashEscapes;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text, boolean standardConformingStrings) {
    this.text = text;
    this.backslashEscapes = !standardConformingStrings;
  }

  /**
   * The tokens of a text.
   *
   * @param standardConformingStrings the session's setting of that name
   * @throws LexerException for an unterminated string, comment or quoted name
   */
  public static List<Token> tokens(String text, boolean standardConformingStrings)
      throws LexerException {
    Lexer lexer = new Lexer(text, standardConformingStrings);
    while (lexer.skipBlanks()) {
      lexer.next();
    }
    return lexer.tokens;
  }

  /**
   * A name as PostgreSQL folds it when it stands without quotes: ASCII letters to lower case, cut
   * to 63 bytes.
   */
  public static String fold(String word) {
    StringBuilder folded = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return truncate(folded.toString());
  }

  private static String truncate(String name) {
    if (name.length() * 3 <= MAX_NAME_BYTES
        || name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
      return name;
    }
    int end = 0;
    int bytes = 0;
    while (end < name.length()) {
      int codePoint = name.codePointAt(end);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > MAX_NAME_BYTES) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return name.substring(0, end);
  }

  static boolean startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  /** Whether a character can stand in a name or keyword behind its first. */
  public static boolean continuesName(char c) {
    return startsName(c) || isDigit(c) || c == '$';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0b;
  }

  private char peek(int ahead) {
    int index = at + ahead;
    return index < text.length() ? text.charAt(index) : '\0';
  }

  /** Moves to the next token; false at the end of the text. */
  private boolean skipBlanks() throws LexerException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        skipLine();
      } else if (c == '/' && peek(1) == '*') {
        skipComment();
      } else {
        return true;
      }
    }
    return false;
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
  }

  private void skipComment() throws LexerException {
    int start = at;
    int depth = 0;
    do {
      if (at >= text.length()) {
        throw new LexerException("unterminated /* comment", start);
      }
      if (peek(0) == '/' && peek(1) == '*') {
        depth++;
        at += 2;
      } else if (peek(0) == '*' && peek(1) == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
  }

  private void next() throws LexerException {
    char c = text.charAt(at);
    if (startsName(c)) {
      nameOrPrefixedString(c);
    } else if (c == '"') {
      quotedName(at, at + 1, false);
    } else if (c == '\'') {
      string(at, at + 1, backslashEscapes);
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      number();
    } else if (c == '$') {
      dollar();
    } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
      operator();
    } else {
      punctuation(c);
    }
  }

  private void nameOrPrefixedString(char c) throws LexerException {
    char following = peek(1);
    if (following == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
      string(at, at + 2, c == 'e' || c == 'E' || (backslashEscapes && (c == 'n' || c == 'N')));
    } else if ((c == 'u' || c == 'U') && following == '&' && peek(2) == '\'') {
      string(at, at + 3, false);
    } else if ((c == 'u' || c == 'U') && following == '&' && peek(2) == '"') {
      quotedName(at, at + 3, true);
    } else {
      int start = at;
      while (at < text.length() && continuesName(text.charAt(at))) {
        at++;
      }
      add(Kind.WORD, start, fold(text.substring(start, at)));
      requireDefaultEscape(start);
    }
  }

  /** A name with an escape character of its own was decoded with the wrong one. */
  private void requireDefaultEscape(int start) throws LexerException {
    int last = tokens.size() - 1;
    if (tokens.get(last).isWord("uescape")
        && last > 0
        && tokens.get(last - 1).kind() == Kind.QUOTED_NAME) {
      throw new LexerException("a name with UESCAPE", start, false);
    }
  }

  private void quotedName(int start, int content, boolean unicode) throws LexerException {
    StringBuilder name = new StringBuilder();
    at = content;
    while (true) {
      if (at >= text.length()) {
        throw new LexerException("unterminated quoted identifier", start);
      }
      char c = text.charAt(at++);
      if (c == '"') {
        if (peek(0) != '"') {
          break;
        }
        at++;
      }
      name.append(c);
    }
    String value = unicode ? UnicodeEscapes.decode(name.toString(), start) : name.toString();
    add(Kind.QUOTED_NAME, start, truncate(value));
  }

  private void string(int start, int content, boolean escapes) throws LexerException {
    StringBuilder value = new StringBuilder();
    at = content;
    boolean open = true;
    while (open) {
      if (at >= text.length()) {
        throw new LexerException("unterminated quoted string", start);
      }
      char c = text.charAt(at++);
      if (c == '\'' && peek(0) == '\'') {
        at++;
        value.append(c);
      } else if (c == '\'') {
        open = continuesOnAnotherLine();
      } else if (c == '\\' && escapes) {
        value.append(c);
        if (at < text.length()) {
          value.append(text.charAt(at++));
        }
      } else {
        value.append(c);
      }
    }
    add(Kind.STRING, start, value.toString());
  }

  /** Two strings with white space between them that holds a line end are one: manual 4.1.2.1. */
  private boolean continuesOnAnotherLine() {
    int ahead = at;
    boolean lineEnd = false;
    while (ahead < text.length()) {
      char c = text.charAt(ahead);
      if (c == '-' && ahead + 1 < text.length() && text.charAt(ahead + 1) == '-') {
        while (ahead < text.length() && text.charAt(ahead) != '\n' && text.charAt(ahead) != '\r') {
          ahead++;
        }
      } else if (isBlank(c)) {
        lineEnd |= c == '\n' || c == '\r';
        ahead++;
      } else {
        break;
      }
    }
    if (lineEnd && ahead < text.length() && text.charAt(ahead) == '\'') {
      at = ahead + 1;
      return true;
    }
    return false;
  }

  private void number() {
    int start = at;
    if (peek(0) == '0' && "xXoObB".indexOf(peek(1)) >= 0 && Character.digit(peek(2), 16) >= 0) {
      at += 2;
      while (Character.digit(peek(0), 16) >= 0 || peek(0) == '_') {
        at++;
      }
    } else {
      digits();
      if (peek(0) == '.' && peek(1) != '.') {
        at++;
        digits();
      }
      exponent();
    }
    add(Kind.NUMBER, start, text.substring(start, at));
  }

  private void digits() {
    while (isDigit(peek(0)) || (peek(0) == '_' && isDigit(peek(1)))) {
      at++;
    }
  }

  private void exponent() {
    if (peek(0) != 'e' && peek(0) != 'E') {
      return;
    }
    boolean signed = peek(1) == '+' || peek(1) == '-';
    if (isDigit(peek(signed ? 2 : 1))) {
      at += signed ? 2 : 1;
      digits();
    }
  }

  private void dollar() throws LexerException {
    int start = at;
    if (isDigit(peek(1))) {
      at++;
      while (isDigit(peek(0))) {
        at++;
      }
      add(Kind.PARAMETER, start, text.substring(start, at));
      return;
    }
    int tagEnd = at + 1;
    while (tagEnd < text.length() && isTagCharacter(text.charAt(tagEnd), tagEnd == at + 1)) {
      tagEnd++;
    }
    if (tagEnd >= text.length() || text.charAt(tagEnd) != '$') {
      at++;
      add(Kind.OPERATOR, start, "$");
      return;
    }
    String tag = text.substring(at, tagEnd + 1);
    int close = text.indexOf(tag, tagEnd + 1);
    if (close < 0) {
      throw new LexerException("unterminated dollar-quoted string", start);
    }
    at = close + tag.length();
    add(Kind.STRING, start, text.substring(tagEnd + 1, close));
  }

  private static boolean isTagCharacter(char c, boolean first) {
    return startsName(c) || (!first && isDigit(c));
  }

  private void operator() {
    int start = at;
    int end = at;
    while (end < text.length() && OPERATOR_CHARACTERS.indexOf(text.charAt(end)) >= 0) {
      boolean comment = text.startsWith("--", end) || text.startsWith("/*", end);
      if (comment && end > start) {
        break;
      }
      end++;
    }
    end = withoutTrailingSigns(start, end);
    at = end;
    add(Kind.OPERATOR, start, text.substring(start, end));
  }

  /**
   * An operator of several characters ends in + or - only if it also holds one of a certain few:
   * manual 4.1.3.
   */
  private int withoutTrailingSigns(int start, int end) {
    for (int i = start; i < end; i++) {
      if (OPERATOR_CHARACTERS_THAT_KEEP_A_SIGN.indexOf(text.charAt(i)) >= 0) {
        return end;
      }
    }
    int shortened = end;
    while (shortened - start > 1
        && (text.charAt(shortened - 1) == '+' || text.charAt(shortened - 1) == '-')) {
      shortened--;
    }
    return shortened;
  }

  private void punctuation(char c) {
    int start = at++;
    if ((c == ':' && (peek(0) == ':' || peek(0) == '=')) || (c == '.' && peek(0) == '.')) {
      at++;
    }
    add(Kind.PUNCTUATION, start, text.substring(start, at));
  }

  private void add(Kind kind, int start, String value) {
    tokens.add(new Token(kind, start, at, value));
  }
}
