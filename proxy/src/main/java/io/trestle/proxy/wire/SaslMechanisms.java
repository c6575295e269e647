package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * AuthenticationSASL without the mechanisms that bind to a TLS channel: the client's leg and the
 * server's are two channels, so that such a binding could never match.
 */
public final class SaslMechanisms {

  /** Code of AuthenticationOk. */
  public static final int OK = 0;

  /** Code of AuthenticationCleartextPassword. */
  public static final int CLEARTEXT_PASSWORD = 3;

  /** Code of AuthenticationSASL. */
  public static final int SASL = 10;

  /** Code of AuthenticationSASLContinue. */
  public static final int SASL_CONTINUE = 11;

  /** Code of AuthenticationSASLFinal. */
  public static final int SASL_FINAL = 12;

  private static final String BINDING = "-PLUS";

  private SaslMechanisms() {}

  /** What kind of Authentication message this is; -1 when it is malformed. */
  public static int code(ByteBuf buffer, int start, int total) {
    return total < 9 ? -1 : buffer.getInt(start + FrameWalker.HEADER);
  }

  /** The message without such mechanisms, or null when it may go through as it is. */
  public static @Nullable ByteBuf withoutBinding(
      ByteBufAllocator allocator, ByteBuf buffer, int start, int total) {
    if (code(buffer, start, total) != SASL) {
      return null;
    }
    ByteBuf out = allocator.buffer(total);
    out.writeByte(MessageType.AUTHENTICATION).writeInt(0).writeInt(SASL);
    boolean changed = false;
    int at = start + 9;
    int end = start + total;
    while (at < end && buffer.getByte(at) != 0) {
      int nameEnd = Strings.end(buffer, at, end);
      if (nameEnd < 0) {
        break;
      }
      String name = Strings.name(buffer, at, nameEnd);
      if (name.endsWith(BINDING)) {
        changed = true;
      } else {
        Strings.writeName(out, name);
      }
      at = nameEnd + 1;
    }
    if (!changed) {
      out.release();
      return null;
    }
    out.writeByte(0);
    out.setInt(1, out.readableBytes() - 1);
    return out;
  }
}
