package io.trestle.sql;

/**
 * Decodes {@code \0061} and {@code \+000061} in names of the form {@code U&"…"} with the default
 * escape character.
 */
final class UnicodeEscapes {

  private UnicodeEscapes() {}

  static String decode(String escaped, int offset) throws LexerException {
    StringBuilder decoded = new StringBuilder(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        decoded.append(c);
        i++;
      } else if (escaped.startsWith("\\\\", i)) {
        decoded.append('\\');
        i += 2;
      } else {
        boolean six = escaped.startsWith("\\+", i);
        int from = i + (six ? 2 : 1);
        int to = from + (six ? 6 : 4);
        decoded.appendCodePoint(codePoint(escaped, from, to, offset));
        i = to;
      }
    }
    return decoded.toString();
  }

  private static int codePoint(String escaped, int from, int to, int offset) throws LexerException {
    try {
      int codePoint = Integer.parseInt(escaped.substring(from, to), 16);
      if (Character.isValidCodePoint(codePoint)) {
        return codePoint;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException invalid) {
      // falls through to the error below
    }
    throw new LexerException("a Unicode escape that cannot be read", offset, false);
  }
}
