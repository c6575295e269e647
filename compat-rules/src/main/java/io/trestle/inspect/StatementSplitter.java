package io.trestle.inspect;

import io.trestle.sql.Lexer;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into statements at their semicolons, by PostgreSQL's lexical rules (strings,
 * comments, dollar quotes, brackets), without ever holding more than one of them. Also takes what
 * psql's scripts have beside SQL: lines that begin with a backslash between statements are left
 * out, and so are the lines of data behind a {@code COPY … FROM STDIN}. Not thread-safe.
 */
public final class StatementSplitter implements Closeable {

  private static final Pattern COPY_FROM_STDIN =
      Pattern.compile("(?is)^copy\\s.*\\sfrom\\s+stdin\\b");
  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  private final Reader reader;
  private final int maxCharacters;
  private final char[] buffer = new char[BUFFER];
  private int at;
  private int filled;
  private long line = 1;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder word = new StringBuilder();
  private boolean cut;

  /**
   * A statement of the stream.
   *
   * @param text from its first token to its last, without the semicolon
   * @param line the line of its first token, from 1
   * @param cut whether it is longer than the bound, and {@code text} its start
   */
  public record Piece(String text, long line, boolean cut) {}

  /**
   * @param reader the stream; closed by {@link #close}
   * @param maxCharacters the longest statement that is kept whole
   */
  public StatementSplitter(Reader reader, int maxCharacters) {
    this.reader = reader;
    this.maxCharacters = maxCharacters;
  }

  /** The next statement, or null at the end. */
  public @Nullable Piece next() throws IOException {
    text.setLength(0);
    cut = false;
    if (!skipToStatement()) {
      return null;
    }
    long start = line;
    readStatement();
    Piece piece = new Piece(text.toString().stripTrailing(), start, cut);
    if (COPY_FROM_STDIN.matcher(head(piece.text())).find()) {
      skipCopyData();
    }
    return piece;
  }

  private static String head(String statement) {
    return statement.substring(0, Math.min(statement.length(), 4_000));
  }

  private boolean skipToStatement() throws IOException {
    while (true) {
      int c = peek(0);
      if (c == END) {
        return false;
      } else if (c == '-' && peek(1) == '-') {
        skipLine();
      } else if (c == '/' && peek(1) == '*') {
        comment();
        text.setLength(0);
      } else if (c == '\\') {
        skipLine();
      } else if (c == ';' || c == '\ufeff' || Character.isWhitespace(c)) {
        take();
      } else {
        text.setLength(0);
        cut = false;
        return true;
      }
    }
  }

  private void readStatement() throws IOException {
    word.setLength(0);
    int depth = 0;
    while (true) {
      int c = peek(0);
      if (c == END) {
        return;
      }
      if (c == ';' && depth <= 0) {
        take();
        return;
      }
      if (word.isEmpty() && isDigit(c)) {
        keep(); // of a number, behind which a string or dollar quote may begin
        continue;
      }
      if (Lexer.continuesName((char) c) && !(c == '$' && word.isEmpty())) {
        word.append((char) take());
        append(c);
        continue;
      }
      boolean escapes = word.toString().toLowerCase(Locale.ROOT).equals("e");
      word.setLength(0);
      if (c == '-' && peek(1) == '-') {
        keepLine();
      } else if (c == '/' && peek(1) == '*') {
        comment();
      } else if (c == '\'') {
        quoted('\'', escapes);
      } else if (c == '"') {
        quoted('"', false);
      } else if (c == '$') {
        dollar();
      } else {
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        keep();
      }
    }
  }

  private void quoted(char quote, boolean escapes) throws IOException {
    keep();
    while (true) {
      int c = keep();
      if (c == END) {
        return;
      }
      if (c == '\\' && escapes) {
        keep();
      } else if (c == quote) {
        if (peek(0) != quote) {
          return;
        }
        keep();
      }
    }
  }

  private void dollar() throws IOException {
    StringBuilder tag = new StringBuilder().append((char) keep());
    if (isDigit(peek(0))) {
      return; // a parameter
    }
    while (isTagCharacter(peek(0), tag.length() == 1)) {
      tag.append((char) keep());
    }
    if (peek(0) != '$') {
      return; // an operator nobody has
    }
    tag.append((char) keep());
    int matched = 0;
    while (matched < tag.length()) {
      int c = keep();
      if (c == END) {
        return;
      }
      // A dollar sign stands at a tag's start and end only, so a new match begins at one.
      matched = c == tag.charAt(matched) ? matched + 1 : c == '$' ? 1 : 0;
    }
  }

  private static boolean isTagCharacter(int c, boolean first) {
    return c != END && c != '$' && Lexer.continuesName((char) c) && !(first && isDigit(c));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void comment() throws IOException {
    int depth = 0;
    do {
      int c = peek(0);
      if (c == END) {
        return;
      }
      if (c == '/' && peek(1) == '*') {
        depth++;
        keep();
      } else if (c == '*' && peek(1) == '/') {
        depth--;
        keep();
      }
      keep();
    } while (depth > 0);
  }

  private void keepLine() throws IOException {
    while (peek(0) != '\n' && peek(0) != '\r' && peek(0) != END) {
      keep();
    }
  }

  private void skipLine() throws IOException {
    while (peek(0) != '\n' && peek(0) != END) {
      take();
    }
    take();
  }

  /** The data ends with a line of backslash and dot. */
  private void skipCopyData() throws IOException {
    skipLine();
    while (peek(0) != END) {
      boolean last = peek(0) == '\\' && peek(1) == '.';
      skipLine();
      if (last) {
        return;
      }
    }
  }

  /** Takes a character into the statement. */
  private int keep() throws IOException {
    int c = take();
    append(c);
    return c;
  }

  private void append(int c) {
    if (c == END) {
      return;
    }
    if (text.length() < maxCharacters) {
      text.append((char) c);
    } else {
      cut = true;
    }
  }

  private int take() throws IOException {
    int c = peek(0);
    if (c != END) {
      at++;
      line += c == '\n' ? 1 : 0;
    }
    return c;
  }

  private int peek(int ahead) throws IOException {
    if (at + ahead >= filled) {
      fill();
    }
    return at + ahead < filled ? buffer[at + ahead] : END;
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, at, buffer, 0, filled - at);
    filled -= at;
    at = 0;
    while (filled < 2) {
      int count = reader.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        return;
      }
      filled += count;
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
