package io.trestle.cli.statements;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records of CSV with quoted fields that may hold line ends. Not thread-safe. */
final class CsvRecords implements Closeable {

  private static final int MAX_FIELDS = 1_000;

  private final Reader reader;
  private final int maxCharacters;
  private final char[] buffer = new char[1 << 16];
  private int at;
  private int filled;
  private long atLine = 1;
  private long line;
  private boolean cut;
  private boolean incomplete;
  private final StringBuilder field = new StringBuilder();

  /**
   * @param maxCharacters how much of each field is kept
   */
  CsvRecords(Reader reader, int maxCharacters) {
    this.reader = reader;
    this.maxCharacters = maxCharacters;
  }

  /** The next record that is not empty, or null at the end. */
  @Nullable List<String> next() throws IOException {
    while (peek() == '\n' || peek() == '\r') {
      take();
    }
    if (peek() < 0) {
      return null;
    }
    line = atLine;
    cut = false;
    incomplete = false;
    List<String> record = new ArrayList<>(32);
    do {
      field();
      if (record.size() < MAX_FIELDS) {
        record.add(field.toString());
      }
    } while (endsWithComma());
    return record;
  }

  private boolean endsWithComma() throws IOException {
    int c = take();
    if (c == '\r' && peek() == '\n') {
      take();
    }
    return c == ',';
  }

  private void field() throws IOException {
    field.setLength(0);
    boolean quoted = false;
    while (true) {
      int c = peek();
      if (c < 0) {
        incomplete |= quoted;
        return;
      }
      if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
        return;
      }
      take();
      if (c != '"') {
        keep(c);
      } else if (quoted && peek() == '"') {
        keep(take());
      } else {
        quoted = !quoted;
      }
    }
  }

  private void keep(int c) {
    if (field.length() < maxCharacters) {
      field.append((char) c);
    } else {
      cut = true;
    }
  }

  private int take() throws IOException {
    int c = peek();
    if (c >= 0) {
      at++;
      atLine += c == '\n' ? 1 : 0;
    }
    return c;
  }

  private int peek() throws IOException {
    if (at == filled) {
      filled = Math.max(0, reader.read(buffer, 0, buffer.length));
      at = 0;
    }
    return at < filled ? buffer[at] : -1;
  }

  /** The line on which the record that was read last begins, from 1. */
  long line() {
    return line;
  }

  /** Whether a field of it was longer than the bound. */
  boolean cut() {
    return cut;
  }

  /** Whether the text ended within it. */
  boolean isIncomplete() {
    return incomplete;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
