package io.trestle.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a list like {@code 5, int4 5, 'it''s', text null}. */
final class ParameterParser {

  private static final Pattern PARAMETER =
      Pattern.compile("\\s*(?:([a-z]+[0-9]?) +)?('(?:[^']|'')*'|[^',\\s]+)\\s*(,|$)");

  private final String text;
  private final Function<String, IllegalArgumentException> wrong;

  ParameterParser(String text, Function<String, IllegalArgumentException> wrong) {
    this.text = text;
    this.wrong = wrong;
  }

  List<Parameter> parse() {
    List<Parameter> parameters = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(text);
    int place = 0;
    while (place < text.length()) {
      if (!matcher.find(place) || matcher.start() != place) {
        throw wrong.apply("cannot read the parameters from '" + text.substring(place) + "'");
      }
      parameters.add(parameter(matcher.group(1), matcher.group(2)));
      place = matcher.end();
    }
    return parameters;
  }

  private Parameter parameter(@Nullable String type, String value) {
    if (type != null && !Parameter.TYPES.containsKey(type)) {
      throw wrong.apply(
          "unknown parameter type '" + type + "'; expected " + Parameter.TYPES.keySet());
    }
    if (value.equals("null")) {
      return new Parameter(type, null, false);
    }
    boolean quoted = value.startsWith("'");
    String plain = quoted ? value.substring(1, value.length() - 1).replace("''", "'") : value;
    return new Parameter(type, plain, quoted);
  }
}
