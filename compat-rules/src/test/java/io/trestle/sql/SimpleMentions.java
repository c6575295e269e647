package io.trestle.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What {@link MentionScanner} does, said in the plainest way. */
final class SimpleMentions {

  private final List<String> words = new ArrayList<>();

  /**
   * @param words folded, each of word characters only
   */
  SimpleMentions(Collection<String> words) {
    words.forEach(word -> this.words.add(latin1(word.getBytes(StandardCharsets.UTF_8))));
  }

  boolean mentions(byte[] statement) {
    String text = latin1(statement);
    int at = 0;
    while (at < text.length()) {
      if (!inWord(text.charAt(at))) {
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && inWord(text.charAt(end))) {
        end++;
      }
      String word = foldAscii(text.substring(at, end));
      if (words.contains(word) || (word.equals("u") && text.startsWith("&\"", end))) {
        return true;
      }
      at = end;
    }
    return false;
  }

  /** One character a byte. */
  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String foldAscii(String word) {
    StringBuilder folded = new StringBuilder();
    for (char c : word.toCharArray()) {
      folded.append(c < 0x80 ? String.valueOf(c).toLowerCase(Locale.ROOT) : String.valueOf(c));
    }
    return folded.toString();
  }

  private static boolean inWord(char c) {
    return Character.isLetterOrDigit(c) && c < 0x80 || c == '_' || c == '$' || c >= 0x80;
  }
}
