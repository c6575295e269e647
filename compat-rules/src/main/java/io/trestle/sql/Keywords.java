package io.trestle.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The keywords of PostgreSQL 18 and their categories (manual, Appendix C); read from {@code
 * keywords.txt} beside it.
 */
public final class Keywords {

  /** How a keyword may be used as a name. */
  public enum Category {
    /** No keyword. */
    NONE,
    /** May be any name. */
    UNRESERVED,
    /** May be a column's or table's name, no function's or type's. */
    COLUMN_NAME,
    /** May be a function's or type's name, no column's or table's. */
    TYPE_OR_FUNCTION_NAME,
    RESERVED
  }

  private static final Map<String, Category> CATEGORIES = read();

  private Keywords() {}

  /** The category of a folded word. */
  public static Category category(String word) {
    return CATEGORIES.getOrDefault(word, Category.NONE);
  }

  /** Whether the word, unquoted, can name a table or be its alias (the grammar's ColId). */
  public static boolean canNameTable(String word) {
    Category category = category(word);
    return category != Category.RESERVED && category != Category.TYPE_OR_FUNCTION_NAME;
  }

  private static Map<String, Category> read() {
    Map<String, Category> categories = new HashMap<>();
    try (InputStream stream = Keywords.class.getResourceAsStream("keywords.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> categories.put(word(line), categoryOf(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(categories);
  }

  private static String word(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static Category categoryOf(String line) {
    return switch (line.charAt(line.length() - 1)) {
      case 'R' -> Category.RESERVED;
      case 'T' -> Category.TYPE_OR_FUNCTION_NAME;
      case 'C' -> Category.COLUMN_NAME;
      case 'U' -> Category.UNRESERVED;
      default -> throw new IllegalStateException("keywords.txt: " + line);
    };
  }
}
