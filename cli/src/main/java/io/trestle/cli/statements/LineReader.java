package io.trestle.cli.statements;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of any length, of which it keeps no more than a bound. Not thread-safe. */
final class LineReader implements Closeable {

  private final Reader reader;
  private final int maxCharacters;
  private final char[] buffer = new char[1 << 16];
  private int at;
  private int filled;
  private long line;
  private boolean cut;

  LineReader(Reader reader, int maxCharacters) {
    this.reader = reader;
    this.maxCharacters = maxCharacters;
  }

  /** The next line without its end, or null. */
  @Nullable String next() throws IOException {
    StringBuilder text = new StringBuilder();
    cut = false;
    boolean any = false;
    while (true) {
      if (at == filled && !fill()) {
        break;
      }
      any = true;
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      int room = Math.min(end - at, maxCharacters - text.length());
      text.append(buffer, at, room);
      cut |= room < end - at;
      at = end;
      if (at < filled) {
        at++;
        break;
      }
    }
    if (!any) {
      return null;
    }
    line++;
    int length = text.length();
    return length > 0 && text.charAt(length - 1) == '\r'
        ? text.substring(0, length - 1)
        : text.toString();
  }

  private boolean fill() throws IOException {
    filled = Math.max(0, reader.read(buffer, 0, buffer.length));
    at = 0;
    return filled > 0;
  }

  /** The number of the line that was read last, from 1. */
  long line() {
    return line;
  }

  /** Whether the line that was read last was longer than the bound. */
  boolean cut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
