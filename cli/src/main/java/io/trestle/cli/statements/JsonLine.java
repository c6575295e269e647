package io.trestle.cli.statements;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a flat JSON object, as a line of jsonlog is one: the members that are strings. */
final class JsonLine {

  private final String text;
  private int at;

  private JsonLine(String text) {
    this.text = text;
  }

  /** The members that are strings, or null where the text is no flat object. */
  static @Nullable Map<String, String> read(String text) {
    try {
      return new JsonLine(text.strip()).object();
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException broken) {
      return null;
    }
  }

  private Map<String, String> object() {
    Map<String, String> members = new HashMap<>();
    expect('{');
    if (skipBlanks() == '}') {
      return members;
    }
    while (true) {
      String key = string();
      expect(':');
      if (skipBlanks() == '"') {
        members.put(key, string());
      } else {
        scalar();
      }
      if (skipBlanks() == '}') {
        return members;
      }
      expect(',');
    }
  }

  private char skipBlanks() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (skipBlanks() != c) {
      throw new IllegalArgumentException("no " + c);
    }
    at++;
  }

  /** A number, true, false or null. */
  private void scalar() {
    int start = at;
    while (",} \t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == start || text.charAt(start) == '{' || text.charAt(start) == '[') {
      throw new IllegalArgumentException("not flat");
    }
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      value.append(c == '\\' ? escaped() : c);
    }
    return value.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> c;
    };
  }
}
