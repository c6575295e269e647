package io.trestle.proxy.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON: of tables, and of maps, lists, strings, numbers, booleans and nulls. */
final class JsonText {

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(@Nullable Object value) {
    JsonText json = new JsonText();
    json.write(value);
    return json.out.append('\n').toString();
  }

  private void write(@Nullable Object value) {
    if (value instanceof Table table) {
      table(table);
    } else if (value instanceof Map<?, ?> map) {
      String separator = "";
      out.append('{');
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        string(String.valueOf(entry.getKey()));
        out.append(':');
        write(entry.getValue());
        separator = ",";
      }
      out.append('}');
    } else if (value instanceof List<?> list) {
      String separator = "";
      out.append('[');
      for (Object element : list) {
        out.append(separator);
        write(element);
        separator = ",";
      }
      out.append(']');
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      string(value.toString());
    }
  }

  /** A list of objects, one a row. */
  private void table(Table table) {
    String separator = "";
    out.append('[');
    for (List<@Nullable Object> row : table.rows()) {
      out.append(separator).append("\n {");
      for (int i = 0; i < row.size(); i++) {
        out.append(i == 0 ? "" : ",");
        string(table.columns().get(i).name());
        out.append(':');
        write(row.get(i));
      }
      out.append('}');
      separator = ",";
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '"' || letter == '\\') {
        out.append('\\').append(letter);
      } else if (letter < ' ' || letter == '\u2028' || letter == '\u2029' || isHalf(text, i)) {
        out.append(String.format("\\u%04x", (int) letter));
      } else {
        out.append(letter);
      }
    }
    out.append('"');
  }

  /** Half a character, which UTF-8 has no bytes for. */
  private static boolean isHalf(String text, int at) {
    char letter = text.charAt(at);
    if (Character.isHighSurrogate(letter)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(letter)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
