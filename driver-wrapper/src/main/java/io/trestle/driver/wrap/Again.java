package io.trestle.driver.wrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * The value of a parameter, to be set as often as is needed: on each place that it has, and on a
 * statement that is prepared anew. The driver reads most streams when they are set.
 */
final class Again {

  /** A {@code Text} or {@code Bytes}. */
  private final Object value;

  private Again(Object value) {
    this.value = value;
  }

  /**
   * What to keep of a value: itself, or one of these where it can be read only once.
   *
   * @param length how many characters of a reader are read; negative for all
   * @param remembers whether what is read of a stream is kept; where not, it can be read once, and
   *     reading it again is an error
   */
  static @Nullable Object of(@Nullable Object value, long length, boolean remembers)
      throws SQLException {
    if (value instanceof Reader reader) {
      return new Again(new Text(text(reader, length)));
    }
    return value instanceof InputStream stream ? new Again(new Bytes(stream, remembers)) : value;
  }

  /** Each time the same, of what {@link #of} has given. */
  static @Nullable Object value(@Nullable Object kept) {
    if (!(kept instanceof Again again)) {
      return kept;
    }
    return again.value instanceof Text text
        ? new StringReader(text.characters())
        : ((Bytes) again.value).stream();
  }

  /** What a reader gave. */
  private record Text(String characters) {}

  private static String text(Reader reader, long length) throws SQLException {
    long left = length < 0 ? Long.MAX_VALUE : length;
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[1024];
    try {
      while (left > 0) {
        int read = reader.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        text.append(buffer, 0, read);
        left -= read;
      }
    } catch (IOException failure) {
      throw new PSQLException(
          GT.tr("Provided Reader failed."), PSQLState.UNEXPECTED_ERROR, failure);
    }
    return text.toString();
  }

  /** A stream, and what was read of it. */
  private static final class Bytes {
    private final InputStream source;
    private final boolean remembers;
    private byte[] seen = {};
    private int size;

    Bytes(InputStream source, boolean remembers) {
      this.source = source;
      this.remembers = remembers;
    }

    InputStream stream() {
      return new View();
    }

    /** Reads on where nobody has read, else what was read before. */
    private final class View extends InputStream {
      private int position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (position < size) {
          if (!remembers) {
            throw new IOException(
                "trestle: a stream was to be read again, for a statement that was prepared anew");
          }
          int read = Math.min(length, size - position);
          System.arraycopy(seen, position, bytes, offset, read);
          position += read;
          return read;
        }
        int read = source.read(bytes, offset, length);
        if (read > 0) {
          remember(bytes, offset, read);
          position += read;
        }
        return read;
      }

      private void remember(byte[] bytes, int offset, int read) {
        if (remembers) {
          if (size + read > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(size + read, 2 * seen.length));
          }
          System.arraycopy(bytes, offset, seen, size, read);
        }
        size += read;
      }
    }
  }
}
