package io.trestle.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with JDBC's placeholders in the place of {@code $n}, and its question marks doubled.
 *
 * @param parameters the number of the parameter, from 1, that each placeholder stands for
 */
record JdbcText(String sql, List<Integer> parameters) {

  private static final String LETTER = "A-Za-z_\\x{80}-\\x{10ffff}";

  /** What counts is last; what comes before it is passed over: strings, comments, names. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "[eE]'(?:[^'\\\\]++|\\\\.|'')*+'"
              + "|'(?:[^']++|'')*+'"
              + "|\"(?:[^\"]++|\"\")*+\""
              + "|--[^\n]*+"
              + "|/\\*(?:[^*/]++|\\*(?!/)|/(?!\\*)|/\\*.*?\\*/)*+\\*/"
              + "|\\$(?<tag>(?:["
              + LETTER
              + "]["
              + LETTER
              + "0-9]*+)?)\\$.*?\\$\\k<tag>\\$"
              + "|["
              + LETTER
              + "]["
              + LETTER
              + "0-9$]*+"
              + "|\\$(?<number>[0-9]++)"
              + "|(?<mark>\\?)",
          Pattern.DOTALL);

  JdbcText {
    parameters = List.copyOf(parameters);
  }

  /**
   * @param parameterCount how many parameters there are; a {@code $n} beyond them stays
   */
  static JdbcText of(String sql, int parameterCount) {
    StringBuilder text = new StringBuilder();
    List<Integer> parameters = new ArrayList<>();
    Matcher token = TOKEN.matcher(sql);
    while (token.find()) {
      String number = token.group("number");
      if (number != null && number.length() < 6 && Integer.parseInt(number) <= parameterCount) {
        parameters.add(Integer.parseInt(number));
        token.appendReplacement(text, "?");
      } else {
        token.appendReplacement(
            text, token.group("mark") != null ? "??" : Matcher.quoteReplacement(token.group()));
      }
    }
    return new JdbcText(token.appendTail(text).toString(), parameters);
  }

  /** Whether a parameter stands in several places, which JDBC takes for several parameters. */
  boolean repeats() {
    return new HashSet<>(parameters).size() < parameters.size();
  }
}
