package io.trestle.proxy.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the {@code options} of a startup packet as the server does: arguments between white space,
 * a backslash before a character that stands for itself, settings as {@code -c name=value} or
 * {@code --name=value}.
 */
final class StartupOptions {

  private StartupOptions() {}

  /** Puts the settings into a map, by their names in lower case; later ones win. */
  static void settings(String options, Map<String, String> settings) {
    List<String> arguments = arguments(options);
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-c") && i + 1 < arguments.size()) {
        i++;
        add(arguments.get(i), settings);
      } else if (argument.startsWith("-c")) {
        add(argument.substring(2), settings);
      } else if (argument.startsWith("--")) {
        add(argument.substring(2), settings);
      }
    }
  }

  private static void add(String assignment, Map<String, String> settings) {
    int equals = assignment.indexOf('=');
    if (equals > 0) {
      String name = assignment.substring(0, equals).toLowerCase(Locale.ROOT).replace('-', '_');
      settings.put(name, assignment.substring(equals + 1));
    }
  }

  private static List<String> arguments(String options) {
    List<String> arguments = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (c == '\\' && i + 1 < options.length()) {
        i++;
        argument.append(options.charAt(i));
        inside = true;
      } else if (Character.isWhitespace(c)) {
        if (inside) {
          arguments.add(argument.toString());
        }
        argument.setLength(0);
        inside = false;
      } else {
        argument.append(c);
        inside = true;
      }
    }
    if (inside) {
      arguments.add(argument.toString());
    }
    return arguments;
  }
}
