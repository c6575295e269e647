package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The head of a Bind message: what must be known before its parameters stream through.
 *
 * @param portal the portal's name, empty for the unnamed one
 * @param statement the statement's name, empty for the unnamed one
 * @param length how many bytes type, length and both names take
 */
public record BindMessage(String portal, String statement, int length) {

  private static final int USUAL_HEAD = 64;

  /**
   * Reads the head from as much of the message as there is; null when its names do not end in it.
   */
  public static @Nullable BindMessage read(ByteBuf buffer, int start, int available) {
    int end = start + available;
    int portalEnd = Strings.end(buffer, start + FrameWalker.HEADER, end);
    int statementEnd = portalEnd < 0 ? -1 : Strings.end(buffer, portalEnd + 1, end);
    if (statementEnd < 0) {
      return null;
    }
    return new BindMessage(
        Strings.name(buffer, start + FrameWalker.HEADER, portalEnd),
        Strings.name(buffer, portalEnd + 1, statementEnd),
        statementEnd + 1 - start);
  }

  /**
   * How many bytes to wait for when {@code available} were too few: doubles, so that a long name
   * costs no square.
   */
  public static int more(int available, int total) {
    return (int) Math.min(total, Math.max(USUAL_HEAD, 2L * available));
  }

  /** Writes the head of a message of {@code total} bytes anew, with another statement name. */
  public ByteBuf writeHead(ByteBufAllocator allocator, int total, String otherStatement) {
    int newLength = FrameWalker.HEADER + portal.length() + 1 + otherStatement.length() + 1;
    ByteBuf out = allocator.buffer(newLength);
    out.writeByte(MessageType.BIND).writeInt(total - 1 + newLength - length);
    Strings.writeName(out, portal);
    Strings.writeName(out, otherStatement);
    return out;
  }
}
