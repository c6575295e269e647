package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.trestle.engine.ParameterValues;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The parameters in a Bind message, read in place. Valid only as long as its buffer is. */
public final class BoundParameters implements ParameterValues {

  private final ByteBuf buffer;
  private final int formats;
  private final int formatCount;
  private final int[] offsets;
  private final int end;
  private final int[] declared;
  private final @Nullable Charset charset;

  private BoundParameters(
      ByteBuf buffer,
      int formats,
      int formatCount,
      int[] offsets,
      int end,
      int[] declared,
      @Nullable Charset charset) {
    this.end = end;
    this.declared = declared;
    this.charset = charset;
    this.buffer = buffer;
    this.formats = formats;
    this.formatCount = formatCount;
    this.offsets = offsets;
  }

  /**
   * Reads the parameters between {@code from} (behind the names) and {@code end} (of the message);
   * null when they are malformed, which the server will say.
   *
   * @param declared the types that the client has declared for them in Parse
   * @param encoding that of the client
   */
  public static @Nullable BoundParameters read(
      ByteBuf buffer, int from, int end, int[] declared, ClientEncoding encoding) {
    if (end - from < 2) {
      return null;
    }
    int formatCount = buffer.getUnsignedShort(from);
    long at = from + 2L + 2L * formatCount;
    if (end - at < 2) {
      return null;
    }
    int count = buffer.getUnsignedShort((int) at);
    if (formatCount > 1 && formatCount != count) {
      return null;
    }
    at += 2;
    int[] offsets = new int[count];
    for (int i = 0; i < count; i++) {
      if (end - at < 4) {
        return null;
      }
      int length = buffer.getInt((int) at);
      if (length < -1 || length > end - at - 4) {
        return null;
      }
      offsets[i] = (int) at;
      at += 4L + Math.max(length, 0);
    }
    return new BoundParameters(
        buffer, from + 2, formatCount, offsets, (int) at, declared, encoding.charset());
  }

  /** The index behind them, where the formats of the results begin. */
  public int end() {
    return end;
  }

  @Override
  public @Nullable Charset charset() {
    return charset;
  }

  @Override
  public int declaredType(int parameter) {
    return parameter <= declared.length ? declared[parameter - 1] : 0;
  }

  @Override
  public int count() {
    return offsets.length;
  }

  @Override
  public boolean isBinary(int parameter) {
    if (formatCount == 0) {
      return false;
    }
    int entry = formatCount == 1 ? 0 : parameter - 1;
    return buffer.getShort(formats + 2 * entry) == 1;
  }

  @Override
  public @Nullable ByteBuffer bytes(int parameter) {
    int offset = offsets[parameter - 1];
    int length = buffer.getInt(offset);
    return length < 0 ? null : buffer.nioBuffer(offset + 4, length);
  }
}
