package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Zero-terminated strings in messages. */
final class Strings {

  private Strings() {}

  /**
   * The index of the zero that ends the string at {@code from}, or -1 when there is none before
   * {@code end}.
   */
  static int end(ByteBuf buffer, int from, int end) {
    return from >= end ? -1 : buffer.indexOf(from, end, (byte) 0);
  }

  /** A name as a key: every byte one character, so that no encoding is needed and none is lost. */
  static String name(ByteBuf buffer, int from, int end) {
    return from == end ? "" : buffer.toString(from, end - from, StandardCharsets.ISO_8859_1);
  }

  /** Writes what {@link #name} read, and the zero. */
  static void writeName(ByteBuf out, String name) {
    out.writeCharSequence(name, StandardCharsets.ISO_8859_1);
    out.writeByte(0);
  }
}
