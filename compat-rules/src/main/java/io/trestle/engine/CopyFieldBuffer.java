package io.trestle.engine;

import java.nio.charset.Charset;
import java.util.Arrays;

/** The first bytes of a field, and whether there were more. Confined to its filter. */
final class CopyFieldBuffer {

  private final int limit;
  private byte[] bytes = new byte[64];
  private int size;
  private boolean overflown;

  /**
   * @param limit how many bytes are kept
   */
  CopyFieldBuffer(int limit) {
    this.limit = limit;
  }

  void clear() {
    size = 0;
    overflown = false;
  }

  void add(byte value) {
    if (size >= limit) {
      overflown = true;
      return;
    }
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(limit, 2 * size));
    }
    bytes[size++] = value;
  }

  int size() {
    return size;
  }

  /** Whether the field is longer than what is kept. */
  boolean isOverflown() {
    return overflown;
  }

  boolean is(byte[] other) {
    return !overflown && Arrays.equals(bytes, 0, size, other, 0, other.length);
  }

  byte get(int index) {
    return bytes[index];
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  String toString(Charset charset) {
    return new String(bytes, 0, size, charset);
  }
}
