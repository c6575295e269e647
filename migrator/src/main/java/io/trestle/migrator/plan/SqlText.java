package io.trestle.migrator.plan;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of SQL. */
final class SqlText {

  private static final int MAX_NAME_BYTES = 63;

  private SqlText() {}

  /** A literal that means the same whatever standard_conforming_strings is. */
  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }

  /** Names in double quotes, with commas between them. */
  static String names(Collection<String> names) {
    return names.stream().map(Table::quote).collect(Collectors.joining(", "));
  }

  /** An ALTER TABLE. */
  static String alter(Table table, List<String> actions) {
    return "ALTER TABLE " + table.sql() + " " + String.join(", ", actions);
  }

  /** An ALTER TABLE. */
  static String alter(Table table, String action) {
    return alter(table, List.of(action));
  }

  /** An ALTER TABLE that takes something back: where the table is gone, so is what it had. */
  static String alterBack(Table table, String action) {
    return "ALTER TABLE IF EXISTS " + table.sql() + " " + action;
  }

  /**
   * A name that no other parts give: the prefix, the parts and, where several parts are joined or
   * the whole is longer than a name may be, a checksum that keeps apart what looks the same then.
   */
  static String name(String prefix, String... parts) {
    String whole = prefix + "_" + String.join("_", parts);
    if (parts.length == 1 && whole.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
      return whole;
    }
    String checksum = "_%08x".formatted(String.join("\0", parts).hashCode());
    return cut(whole, MAX_NAME_BYTES - checksum.length()) + checksum;
  }

  /** The name with a number behind it, cut so that it is still a name. */
  static String numbered(String name, int number) {
    String suffix = Integer.toString(number);
    return cut(name, MAX_NAME_BYTES - suffix.length()) + suffix;
  }

  private static String cut(String name, int bytes) {
    int end = 0;
    int length = 0;
    while (end < name.length()) {
      String next = Character.toString(name.codePointAt(end));
      length += next.getBytes(StandardCharsets.UTF_8).length;
      if (length > bytes) {
        break;
      }
      end += next.length();
    }
    return name.substring(0, end);
  }

  /** A dollar quote around a text that does not hold it. */
  static String dollarQuoted(String text) {
    String tag = "$trestle$";
    for (int i = 1; text.contains(tag); i++) {
      tag = "$trestle" + i + "$";
    }
    return tag + text + tag;
  }
}
