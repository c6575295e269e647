package io.trestle.driver.wrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.core.Parser;

/**
 * A statement of the engine's as text for JDBC: each {@code $n} is a placeholder, and each question
 * mark of its own is doubled. Cut by the same rules as the driver cuts it.
 *
 * @param sql with {@code ?} for parameters
 * @param parameters of which {@code $n} each placeholder is, in order
 * @param places where each placeholder's {@code $n} stands in the engine's text, in UTF-16 units
 * @param added how many characters stand around each placeholder, to give it a type
 */
record JdbcText(String sql, List<Integer> parameters, List<Integer> places, List<Integer> added) {

  JdbcText {
    parameters = List.copyOf(parameters);
    places = List.copyOf(places);
    added = List.copyOf(added);
  }

  /** A text that is sent as it is. */
  static JdbcText asItIs(String sql) {
    return new JdbcText(sql, List.of(), List.of(), List.of());
  }

  /**
   * @param placeholders whether there are any; where not, a {@code $1} is the text's own, as in
   *     PREPARE
   * @param types the types, as SQL, of parameters that the text alone does not give one: JDBC has
   *     no way to declare them before they are set
   */
  static JdbcText of(
      String numbered,
      boolean standardConformingStrings,
      boolean placeholders,
      Map<Integer, String> types) {
    char[] characters = numbered.toCharArray();
    StringBuilder sql = new StringBuilder(characters.length);
    List<Integer> parameters = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<Integer> added = new ArrayList<>();
    int at = 0;
    while (at < characters.length) {
      int end = at;
      switch (characters[at]) {
        case '\'' -> end = Parser.parseSingleQuotes(characters, at, standardConformingStrings);
        case '"' -> end = Parser.parseDoubleQuotes(characters, at);
        case '-' -> end = Parser.parseLineComment(characters, at);
        case '/' -> end = Parser.parseBlockComment(characters, at);
        case '?' -> sql.append('?');
        case '$' -> {
          int digits = digits(characters, at);
          if (placeholders && digits > at + 1) {
            places.add(at);
            int parameter = Integer.parseInt(numbered, at + 1, digits, 10);
            parameters.add(parameter);
            String type = types.get(parameter);
            String placeholder = type == null ? "?" : "CAST(? AS " + type + ")";
            added.add(placeholder.length() - 1);
            sql.append(placeholder);
            at = digits;
            continue;
          }
          end = Parser.parseDollarQuotes(characters, at);
        }
        default -> {
          // is copied
        }
      }
      end = Math.min(end, characters.length - 1);
      sql.append(characters, at, end - at + 1);
      at = end + 1;
    }
    return new JdbcText(sql.toString(), parameters, places, added);
  }

  /** Where the digits behind a dollar sign end; right behind it where it is part of a name. */
  private static int digits(char[] characters, int dollar) {
    int end = dollar + 1;
    boolean inName = dollar > 0 && Parser.isIdentifierContChar(characters[dollar - 1]);
    while (!inName && end < characters.length && end - dollar < 7 && isDigit(characters[end])) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /**
   * The position in the engine's text for one in what the driver has sent, in which placeholders
   * are numbered in their order. Both count characters from 1.
   *
   * @param numbered the engine's text
   */
  int position(int sent, String numbered) {
    int shift = 0; // of what was sent against the engine's text
    for (int i = 0; i < places.size(); i++) {
      int place = numbered.codePointCount(0, places.get(i)) + 1;
      if (sent <= place + shift) {
        break;
      }
      shift += length(i + 1) + added.get(i) - length(parameters.get(i));
    }
    return sent - shift;
  }

  private static int length(int number) {
    return String.valueOf(number).length();
  }

  /**
   * The first word of a text in upper case, behind comments and brackets; empty where there is
   * none.
   */
  static String firstWord(String sql) {
    char[] characters = {}; // for the driver's parser, where there are comments
    int start = 0;
    while (start < sql.length() && !Character.isLetter(sql.charAt(start))) {
      char first = sql.charAt(start);
      int end = start;
      if (first == '-' || first == '/') {
        characters = characters.length == 0 ? sql.toCharArray() : characters;
        end =
            first == '-'
                ? Parser.parseLineComment(characters, start)
                : Parser.parseBlockComment(characters, start);
      }
      boolean skipped = end > start || first == '(' || Character.isWhitespace(first);
      if (!skipped) {
        return "";
      }
      start = end + 1;
    }
    int end = start;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    return start < end ? sql.substring(start, end).toUpperCase(Locale.ROOT) : "";
  }
}
