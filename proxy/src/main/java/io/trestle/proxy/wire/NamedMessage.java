package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A Describe or Close message.
 *
 * @param ofStatement whether it is about a statement; otherwise about a portal
 * @param name of the statement or portal, empty for the unnamed one
 */
public record NamedMessage(boolean ofStatement, String name) {

  /** Reads a whole message; null when it is malformed, which the server will say. */
  public static @Nullable NamedMessage read(ByteBuf buffer, int start, int total) {
    int end = start + total;
    int nameStart = start + FrameWalker.HEADER + 1;
    int nameEnd = Strings.end(buffer, nameStart, end);
    if (nameEnd != end - 1) {
      return null;
    }
    byte kind = buffer.getByte(nameStart - 1);
    if (kind != 'S' && kind != 'P') {
      return null;
    }
    return new NamedMessage(kind == 'S', Strings.name(buffer, nameStart, nameEnd));
  }

  /** The portal's name in an Execute message of {@code total} bytes; null when it is malformed. */
  public static @Nullable String executedPortal(ByteBuf buffer, int start, int total) {
    int nameEnd = Strings.end(buffer, start + FrameWalker.HEADER, start + total);
    return nameEnd < 0 ? null : Strings.name(buffer, start + FrameWalker.HEADER, nameEnd);
  }

  /** Writes a Describe or Close of a statement. */
  public static ByteBuf writeForStatement(ByteBufAllocator allocator, byte type, String name) {
    return write(allocator, type, 'S', name);
  }

  /** Writes a Describe or Close of a portal. */
  public static ByteBuf writeForPortal(ByteBufAllocator allocator, byte type, String name) {
    return write(allocator, type, 'P', name);
  }

  private static ByteBuf write(ByteBufAllocator allocator, byte type, char kind, String name) {
    int length = 4 + 1 + name.length() + 1;
    ByteBuf out = allocator.buffer(1 + length);
    out.writeByte(type).writeInt(length).writeByte(kind);
    Strings.writeName(out, name);
    return out;
  }
}
