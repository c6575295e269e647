package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Messages too small for a class of their own. */
public final class SmallMessages {

  private SmallMessages() {}

  /** A Query message. */
  public static ByteBuf query(ByteBufAllocator allocator, byte[] text) {
    int length = 4 + text.length + 1;
    ByteBuf out = allocator.buffer(1 + length);
    return out.writeByte(MessageType.QUERY).writeInt(length).writeBytes(text).writeByte(0);
  }

  /** A Flush message: has the server send the answers that it holds back until a Sync. */
  public static ByteBuf flush(ByteBufAllocator allocator) {
    return allocator.buffer(5).writeByte(MessageType.FLUSH).writeInt(4);
  }

  /** A Bind message without parameters, of the portal and the statement of one name. */
  public static ByteBuf bindWithoutParameters(ByteBufAllocator allocator, String name) {
    int length = 4 + 2 * (name.length() + 1) + 6;
    ByteBuf out = allocator.buffer(1 + length);
    out.writeByte(MessageType.BIND).writeInt(length);
    Strings.writeName(out, name);
    Strings.writeName(out, name);
    return out.writeZero(6);
  }

  /** An Execute message for all rows of a portal. */
  public static ByteBuf execute(ByteBufAllocator allocator, String portal) {
    int length = 4 + portal.length() + 1 + 4;
    ByteBuf out = allocator.buffer(1 + length);
    out.writeByte(MessageType.EXECUTE).writeInt(length);
    Strings.writeName(out, portal);
    return out.writeInt(0);
  }

  /** A Terminate message. */
  public static ByteBuf terminate(ByteBufAllocator allocator) {
    return allocator.buffer(5).writeByte(MessageType.TERMINATE).writeInt(4);
  }

  /** A BackendKeyData message. */
  public static ByteBuf backendKeyData(ByteBufAllocator allocator, int processId, byte[] secret) {
    int length = 8 + secret.length;
    ByteBuf out = allocator.buffer(1 + length);
    return out.writeByte(MessageType.BACKEND_KEY_DATA)
        .writeInt(length)
        .writeInt(processId)
        .writeBytes(secret);
  }

  /** The OIDs in a ParameterDescription message, or null when it is malformed. */
  public static int @Nullable [] parameterDescription(ByteBuf buffer, int start, int total) {
    int at = start + FrameWalker.HEADER;
    int count = total < FrameWalker.HEADER + 2 ? -1 : buffer.getUnsignedShort(at);
    if (count < 0 || total != FrameWalker.HEADER + 2 + 4 * count) {
      return null;
    }
    int[] oids = new int[count];
    for (int i = 0; i < count; i++) {
      oids[i] = buffer.getInt(at + 2 + 4 * i);
    }
    return oids;
  }

  /** A CopyFail message. */
  public static ByteBuf copyFail(ByteBufAllocator allocator, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    int length = 4 + text.length + 1;
    ByteBuf out = allocator.buffer(1 + length);
    return out.writeByte(MessageType.COPY_FAIL).writeInt(length).writeBytes(text).writeByte(0);
  }

  /** A CopyInResponse for so many columns, all in the same format. */
  public static ByteBuf copyInResponse(ByteBufAllocator allocator, boolean binary, int columns) {
    int length = 4 + 1 + 2 + 2 * columns;
    ByteBuf out = allocator.buffer(1 + length);
    out.writeByte(MessageType.COPY_IN_RESPONSE).writeInt(length);
    out.writeByte(binary ? 1 : 0).writeShort(columns);
    for (int i = 0; i < columns; i++) {
      out.writeShort(binary ? 1 : 0);
    }
    return out;
  }

  /** Name and value of a ParameterStatus message, or null when it is malformed. */
  public static @Nullable ParameterStatus parameterStatus(ByteBuf buffer, int start, int total) {
    int end = start + total;
    int nameEnd = Strings.end(buffer, start + FrameWalker.HEADER, end);
    int valueEnd = nameEnd < 0 ? -1 : Strings.end(buffer, nameEnd + 1, end);
    if (valueEnd < 0) {
      return null;
    }
    return new ParameterStatus(
        Strings.name(buffer, start + FrameWalker.HEADER, nameEnd),
        buffer.slice(nameEnd + 1, valueEnd - nameEnd - 1));
  }

  /** A ParameterStatus: the value still in bytes, valid as long as the buffer is. */
  public record ParameterStatus(String name, ByteBuf value) {}
}
