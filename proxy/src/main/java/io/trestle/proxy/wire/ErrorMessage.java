package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * ErrorResponse and NoticeResponse: a list of fields, each a letter and a string.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-error-fields.html">Error and
 *     Notice Message Fields</a>
 */
public final class ErrorMessage {

  private ErrorMessage() {}

  /** An ErrorResponse of our own. Severity: ERROR, or FATAL where the session ends with it. */
  public static ByteBuf error(
      ByteBufAllocator allocator, ClientEncoding encoding, String severity, SqlError error) {
    ByteBuf out = begin(allocator, MessageType.ERROR_RESPONSE);
    field(out, 'S', severity, encoding);
    field(out, 'V', severity, encoding);
    field(out, 'C', error.sqlState(), encoding);
    field(out, 'M', error.message(), encoding);
    field(out, 'D', error.detail(), encoding);
    field(out, 'H', error.hint(), encoding);
    field(out, 'P', error.position() > 0 ? Integer.toString(error.position()) : null, encoding);
    field(out, 'W', error.context(), encoding);
    field(out, 's', error.schema(), encoding);
    field(out, 't', error.table(), encoding);
    field(out, 'c', error.column(), encoding);
    field(out, 'R', error.routine(), encoding);
    return end(out);
  }

  /** A NoticeResponse of our own, a WARNING. */
  public static ByteBuf notice(
      ByteBufAllocator allocator, ClientEncoding encoding, SqlNotice notice) {
    return notice(allocator, encoding, "WARNING", notice);
  }

  /** A NoticeResponse of our own. Severity: WARNING or NOTICE. */
  public static ByteBuf notice(
      ByteBufAllocator allocator, ClientEncoding encoding, String severity, SqlNotice notice) {
    ByteBuf out = begin(allocator, MessageType.NOTICE_RESPONSE);
    field(out, 'S', severity, encoding);
    field(out, 'V', severity, encoding);
    field(out, 'C', notice.sqlState(), encoding);
    field(out, 'M', notice.message(), encoding);
    return end(out);
  }

  /** A field of a whole message in the given encoding, or null when it has none. */
  public static @Nullable String read(
      ByteBuf buffer, int start, int total, char letter, ClientEncoding encoding) {
    int end = start + total;
    int at = start + FrameWalker.HEADER;
    while (at < end && buffer.getByte(at) != 0) {
      int stop = Strings.end(buffer, at + 1, end);
      if (stop < 0) {
        return null;
      }
      if (buffer.getByte(at) == letter) {
        return encoding.decodeLossy(buffer, at + 1, stop);
      }
      at = stop + 1;
    }
    return null;
  }

  /** The message with its position mapped, or null when it has no position. */
  public static @Nullable ByteBuf mapPosition(
      ByteBufAllocator allocator, ByteBuf buffer, int start, int total, IntUnaryOperator map) {
    int end = start + total;
    int at = start + FrameWalker.HEADER;
    while (at < end && buffer.getByte(at) != 0) {
      int stop = Strings.end(buffer, at + 1, end);
      if (stop < 0) {
        return null;
      }
      if (buffer.getByte(at) == 'P') {
        return replace(allocator, buffer, start, at, stop, end, map);
      }
      at = stop + 1;
    }
    return null;
  }

  private static @Nullable ByteBuf replace(
      ByteBufAllocator allocator,
      ByteBuf buffer,
      int start,
      int field,
      int stop,
      int end,
      IntUnaryOperator map) {
    int position;
    try {
      position = Integer.parseInt(Strings.name(buffer, field + 1, stop));
    } catch (NumberFormatException notANumber) {
      return null;
    }
    ByteBuf out = allocator.buffer(end - start + 10);
    out.writeBytes(buffer, start, field + 1 - start);
    Strings.writeName(out, Integer.toString(map.applyAsInt(position)));
    out.writeBytes(buffer, stop + 1, end - stop - 1);
    out.setInt(1, out.readableBytes() - 1);
    return out;
  }

  private static ByteBuf begin(ByteBufAllocator allocator, byte type) {
    return allocator.buffer(256).writeByte(type).writeInt(0);
  }

  private static void field(
      ByteBuf out, char letter, @Nullable String value, ClientEncoding encoding) {
    if (value != null) {
      out.writeByte(letter).writeBytes(encoding.encodeLossy(value)).writeByte(0);
    }
  }

  private static ByteBuf end(ByteBuf out) {
    out.writeByte(0);
    return out.setInt(1, out.readableBytes() - 1);
  }
}
