package io.trestle.cli;

import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259) from maps, collections, strings, numbers, booleans and null. */
public final class Json {

  private Json() {}

  /** The value as JSON on one line; a map's order is kept. */
  public static String write(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return String.valueOf(value);
    }
    if (value instanceof Map<?, ?> map) {
      StringJoiner members = new StringJoiner(",", "{", "}");
      map.forEach((key, member) -> members.add(quote(String.valueOf(key)) + ":" + write(member)));
      return members.toString();
    }
    if (value instanceof Collection<?> collection) {
      StringJoiner elements = new StringJoiner(",", "[", "]");
      collection.forEach(element -> elements.add(write(element)));
      return elements.toString();
    }
    return quote(value.toString());
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
