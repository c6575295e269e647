package io.trestle.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * Tells by the bytes of a statement whether it may mention one of a few names. Thread-safe;
 * allocates nothing.
 *
 * <p>It looks at whole words only, ASCII letters folded, and at every place, strings and comments
 * too: a hit in a string is found out later, with the lexer, while a name inside quotes, comments
 * or behind a dollar sign can never be missed here. A name of several words (in quotes) is looked
 * for by its longest word. Unicode escapes ({@code U&"…"}), which can spell any name, count as a
 * mention.
 *
 * <p>Most statements mention nothing, so that is what has to be fast. Where the shortest word has
 * {@code m} bytes, every word holds a whole sample of {@code q} bytes at one of {@code m - q + 1}
 * places in a row. So it is enough to look at every {@code m - q + 1}th place whether its sample is
 * one of those; only there the word around is compared.
 */
public final class MentionScanner {

  private static final byte[] CLASSES = new byte[256];
  private static final int[] FOLDED = new int[256];

  /** Drops from each byte what tells upper from lower case, and ASCII from the rest. */
  private static final int FOLD = 0x5f5f5f5f;

  private static final int SAMPLE_BITS = 13;
  private static final int HASH = 0x9e3779b1;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long AMPERSANDS = ONES * '&';
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BUFFER_INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BUFFER_LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static {
    for (int i = 0; i < 256; i++) {
      boolean letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') || i == '_' || i >= 0x80;
      CLASSES[i] = (byte) (letter || (i >= '0' && i <= '9') || i == '$' ? 1 : 0);
      FOLDED[i] = i >= 'A' && i <= 'Z' ? i + 32 : i;
    }
  }

  private final byte[][][] wordsByLength;
  private final boolean everything;
  private final boolean nothing;
  private final int longest;
  private final int stride;
  private final int mask;
  private final boolean[] samples = new boolean[1 << SAMPLE_BITS];

  /**
   * @param names the names to look for, as the catalog spells them
   */
  public MentionScanner(Collection<String> names) {
    byte[][] words =
        names.stream()
            .map(MentionScanner::longestWord)
            .distinct()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (byte[] word : words) {
      least = Math.min(least, word.length);
      most = Math.max(most, word.length);
    }
    this.longest = most;
    this.nothing = words.length == 0;
    this.wordsByLength = new byte[most + 1][][];
    for (int length = 0; length <= most; length++) {
      int exactly = length;
      wordsByLength[length] =
          Arrays.stream(words).filter(word -> word.length == exactly).toArray(byte[][]::new);
    }
    this.everything = least == 0;
    int size = sampleSize(least);
    this.stride = Math.max(1, Math.min(least, 64) - size + 1);
    this.mask = FOLD >>> (8 * (Integer.BYTES - size));
    for (byte[] word : words) {
      for (int offset = 0; offset < stride && offset + size <= word.length; offset++) {
        int sample = 0;
        for (int i = 0; i < size; i++) {
          sample |= (word[offset + i] & 0xff) << (8 * i);
        }
        samples[slot(sample)] = true;
      }
    }
  }

  /** Longer samples hit less often, shorter ones let the scan take longer strides. */
  private static int sampleSize(int shortest) {
    return shortest >= 5 ? 4 : shortest >= 3 ? 3 : shortest == 2 ? 2 : 1;
  }

  private static String longestWord(String name) {
    String longest = "";
    for (String word : Lexer.fold(name).split("[^\\p{Alnum}_$\\x80-\\x{10ffff}]+")) {
      longest = word.length() > longest.length() ? word : longest;
    }
    return longest;
  }

  private int slot(int bytes) {
    return (bytes & mask) * HASH >>> (Integer.SIZE - SAMPLE_BITS);
  }

  /** Whether {@code buffer[from, to)} may mention one of the names. Reads by absolute index. */
  public boolean mentions(ByteBuffer buffer, int from, int to) {
    if (nothing) {
      return false;
    }
    if (everything) {
      return true;
    }
    if (to - from < Long.BYTES) {
      return mentionsInShort(buffer, from, to);
    }
    return buffer.hasArray()
        ? mentions(buffer, buffer.array(), buffer.arrayOffset(), from, to)
        : mentionsOffHeap(buffer, from, to);
  }

  private boolean mentions(ByteBuffer buffer, byte[] array, int shift, int from, int to) {
    int lastLong = to - Long.BYTES;
    for (int i = from; i < lastLong; i += Long.BYTES) {
      if (holdsAmpersand((long) LONGS.get(array, i + shift))
          && escapesUnicode(buffer, i, i + Long.BYTES, from, to)) {
        return true;
      }
    }
    if (holdsAmpersand((long) LONGS.get(array, lastLong + shift))
        && escapesUnicode(buffer, lastLong, to, from, to)) {
      return true;
    }
    int lastInt = to - Integer.BYTES;
    int i = from;
    for (; i <= lastInt; i += stride) {
      if (samples[slot((int) INTS.get(array, i + shift))] && hitAround(buffer, i, from, to)) {
        return true;
      }
    }
    return mentionsAtEnd(buffer, (int) INTS.get(array, lastInt + shift), i, from, to);
  }

  /** The same, for a buffer that has no array. */
  private boolean mentionsOffHeap(ByteBuffer buffer, int from, int to) {
    int lastLong = to - Long.BYTES;
    for (int i = from; i < lastLong; i += Long.BYTES) {
      if (holdsAmpersand((long) BUFFER_LONGS.get(buffer, i))
          && escapesUnicode(buffer, i, i + Long.BYTES, from, to)) {
        return true;
      }
    }
    if (holdsAmpersand((long) BUFFER_LONGS.get(buffer, lastLong))
        && escapesUnicode(buffer, lastLong, to, from, to)) {
      return true;
    }
    int lastInt = to - Integer.BYTES;
    int i = from;
    for (; i <= lastInt; i += stride) {
      if (samples[slot((int) BUFFER_INTS.get(buffer, i))] && hitAround(buffer, i, from, to)) {
        return true;
      }
    }
    return mentionsAtEnd(buffer, (int) BUFFER_INTS.get(buffer, lastInt), i, from, to);
  }

  /** Looks at the places where four bytes can no longer be read. */
  private boolean mentionsAtEnd(ByteBuffer buffer, int lastBytes, int next, int from, int to) {
    for (int i = next; i < to; i += stride) {
      int bytes = lastBytes >>> (8 * (i - (to - Integer.BYTES)));
      if (samples[slot(bytes)] && hitAround(buffer, i, from, to)) {
        return true;
      }
    }
    return false;
  }

  private boolean mentionsInShort(ByteBuffer buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (CLASSES[buffer.get(i) & 0xff] != 0 && hitAround(buffer, i, from, to)) {
        return true;
      }
    }
    return escapesUnicode(buffer, from, to, from, to);
  }

  private static boolean holdsAmpersand(long bytes) {
    long zeroWhereFound = bytes ^ AMPERSANDS;
    return ((zeroWhereFound - ONES) & ~zeroWhereFound & HIGH_BITS) != 0;
  }

  /** Whether a name with Unicode escapes has its {@code &} in {@code [first, end)}. */
  private static boolean escapesUnicode(ByteBuffer buffer, int first, int end, int from, int to) {
    for (int i = Math.max(first, from + 1); i < end && i + 1 < to; i++) {
      if (buffer.get(i) == '&'
          && buffer.get(i + 1) == '"'
          && FOLDED[buffer.get(i - 1) & 0xff] == 'u'
          && (i - 1 == from || CLASSES[buffer.get(i - 2) & 0xff] == 0)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the word that the byte at {@code index} belongs to is one of the names. */
  private boolean hitAround(ByteBuffer buffer, int index, int from, int to) {
    if (CLASSES[buffer.get(index) & 0xff] == 0) {
      return false; // the mask lets a few other bytes look like letters
    }
    int start = index;
    int first = Math.max(from, index - longest); // a long word must not be walked again and again
    while (start > first && CLASSES[buffer.get(start - 1) & 0xff] != 0) {
      start--;
    }
    int end = index + 1;
    int last = Math.min(to, start + longest + 1);
    while (end < last && CLASSES[buffer.get(end) & 0xff] != 0) {
      end++;
    }
    int length = end - start;
    return length <= longest && isName(buffer, start, length);
  }

  private boolean isName(ByteBuffer buffer, int start, int length) {
    for (byte[] word : wordsByLength[length]) {
      if (same(buffer, start, word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(ByteBuffer buffer, int start, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (FOLDED[buffer.get(start + i) & 0xff] != (word[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
