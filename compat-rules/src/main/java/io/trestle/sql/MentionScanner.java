package io.trestle.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 */
public final class MentionScanner {

  private static final byte[] CLASSES = new byte[256];
  private static final int[] FOLDED = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      boolean letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') || i == '_' || i >= 0x80;
      CLASSES[i] = (byte) (letter || (i >= '0' && i <= '9') || i == '$' ? 1 : 0);
      FOLDED[i] = i >= 'A' && i <= 'Z' ? i + 32 : i;
    }
  }

  private final byte[][] words;
  private final boolean everything;
  private final long[] firstBytes = new long[4];

  /**
   * @param names the names to look for, as the catalog spells them
   */
  public MentionScanner(Collection<String> names) {
    this.words =
        names.stream()
            .map(MentionScanner::longestWord)
            .distinct()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    boolean wordless = false;
    for (byte[] word : words) {
      wordless |= word.length == 0;
      if (word.length > 0) {
        firstBytes[(word[0] & 0xff) >> 6] |= 1L << (word[0] & 63);
      }
    }
    this.everything = wordless;
    firstBytes['u' >> 6] |= 1L << ('u' & 63);
  }

  private static String longestWord(String name) {
    String longest = "";
    for (String word : Lexer.fold(name).split("[^\\p{Alnum}_$\\x80-\\x{10ffff}]+")) {
      longest = word.length() > longest.length() ? word : longest;
    }
    return longest;
  }

  /** Whether {@code buffer[from, to)} may mention one of the names. Reads by absolute index. */
  public boolean mentions(ByteBuffer buffer, int from, int to) {
    if (words.length == 0) {
      return false;
    }
    if (everything) {
      return true;
    }
    int i = from;
    while (i < to) {
      int b = buffer.get(i) & 0xff;
      if (CLASSES[b] == 0) {
        i++;
        continue;
      }
      int end = i + 1;
      while (end < to && CLASSES[buffer.get(end) & 0xff] != 0) {
        end++;
      }
      int first = FOLDED[b];
      if ((firstBytes[first >> 6] & (1L << (first & 63))) != 0 && hit(buffer, i, end, to)) {
        return true;
      }
      i = end;
    }
    return false;
  }

  private boolean hit(ByteBuffer buffer, int start, int end, int to) {
    if (end - start == 1
        && FOLDED[buffer.get(start) & 0xff] == 'u'
        && end + 1 < to
        && buffer.get(end) == '&'
        && buffer.get(end + 1) == '"') {
      return true;
    }
    for (byte[] word : words) {
      if (word.length == end - start && same(buffer, start, word)) {
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
