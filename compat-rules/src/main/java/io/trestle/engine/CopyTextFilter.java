package io.trestle.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text format: a backslash takes its meaning from the byte behind it. */
final class CopyTextFilter extends CopyLineFilter {

  /** The first version in which a marker must stand alone on its line. */
  private static final int MARKER_STANDS_ALONE = 18;

  private static final byte[] BACKSLASH = {'\\'};

  private final byte delimiter;
  private boolean escaped;
  private boolean markerInRow;

  CopyTextFilter(CopyPlan plan, Charset charset, int serverVersion) {
    super(plan, charset, serverVersion);
    this.delimiter = (byte) plan.format().delimiter();
  }

  @Override
  void step(byte c, int at) {
    if (markerInRow) {
      behindMarker(c);
    } else if (escaped) {
      escaped = false;
      behindBackslash(c, at);
    } else if (c == '\n') {
      newline(at);
    } else if (c == '\r') {
      carriageReturn(at);
    } else {
      count(c);
      if (c == delimiter) {
        delimiter(at);
      } else {
        escaped = c == '\\';
        data(c);
      }
    }
  }

  private void behindBackslash(byte c, int at) {
    if (c != '.') {
      count(c);
      data(c);
    } else if (rowBytes() == 1) { // the end of the data, or an error that the server will find
      passTheRest(at, BACKSLASH);
    } else if (serverVersion() >= MARKER_STANDS_ALONE) {
      failFormat("end-of-copy marker is not alone on its line", null);
    } else {
      markerInRow = true;
    }
  }

  /** Before 18 a row could be ended together with the data. */
  private void behindMarker(byte c) {
    if (c == '\n' || c == '\r') {
      fail(
          new SqlError(
              RefusalCode.CONSTRUCT.sqlState(),
              "trestle: an end-of-copy marker that is not alone on its line",
              RefusalCode.CONSTRUCT.wayOut(),
              0));
    } else {
      failFormat("end-of-copy marker corrupt", null);
    }
  }

  @Override
  boolean isQuoted() {
    return false; // the marker is compared with the bytes as they came
  }

  @Override
  void fieldBegins() {
    escaped = false;
  }

  @Override
  @Nullable String openAtEnd() {
    return markerInRow ? "end-of-copy marker corrupt" : null;
  }

  /** A byte written as a number is one in the server's encoding, which is not known here. */
  @Override
  @Nullable String text(CopyFieldBuffer bytes) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.size());
    int at = 0;
    while (at < bytes.size()) {
      byte c = bytes.get(at++);
      if (c != '\\') {
        plain.write(c);
      } else if (at < bytes.size()) {
        at = unescape(bytes, at, plain);
      }
    }
    boolean known =
        charset().equals(StandardCharsets.UTF_8)
            || beyondAscii(plain.toByteArray()) == beyondAscii(bytes.toBytes());
    return known ? plain.toString(charset()) : null;
  }

  private static int beyondAscii(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += b < 0 ? 1 : 0;
    }
    return count;
  }

  /** Writes what the escape sequence at {@code at}, behind its backslash, stands for. */
  private static int unescape(CopyFieldBuffer bytes, int at, ByteArrayOutputStream plain) {
    byte c = bytes.get(at);
    if (c >= '0' && c <= '7') {
      return number(bytes, at, 8, 3, plain);
    }
    if (c == 'x' && at + 1 < bytes.size() && Character.digit(bytes.get(at + 1), 16) >= 0) {
      return number(bytes, at + 1, 16, 2, plain);
    }
    plain.write(
        switch (c) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'v' -> 0x0b;
          default -> c;
        });
    return at + 1;
  }

  private static int number(
      CopyFieldBuffer bytes, int from, int radix, int most, ByteArrayOutputStream plain) {
    int value = 0;
    int at = from;
    while (at < bytes.size() && at < from + most && Character.digit(bytes.get(at), radix) >= 0) {
      value = value * radix + Character.digit(bytes.get(at), radix);
      at++;
    }
    plain.write(value & 0xff);
    return at;
  }
}
