package io.trestle.oracle;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement is refused.
 *
 * @param code the SQLSTATE of the refusal
 * @param phases the phases; empty for all
 * @param before the major version of PostgreSQL from which on it is no longer refused; 0 for none
 */
record ExpectedRefusal(String code, List<String> phases, int before) {

  private static final Pattern SYNTAX =
      Pattern.compile("(TR\\d{3})(?: in ([a-z]+(?:, *[a-z]+)*))?(?: before (\\d+))?");

  ExpectedRefusal {
    phases = List.copyOf(phases);
  }

  /** Reads {@code CODE [in phase, phase …] [before version]}. */
  static ExpectedRefusal parse(String text, Function<String, IllegalArgumentException> wrong) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw wrong.apply("'" + text + "'; expected CODE [in phase, phase …] [before version]");
    }
    @Nullable String listed = matcher.group(2);
    List<String> phases = listed == null ? List.of() : List.of(listed.split(", *"));
    for (String phase : phases) {
      if (Stage.ALL.stream().noneMatch(stage -> stage.phase().equals(phase))) {
        throw wrong.apply("unknown phase '" + phase + "'");
      }
    }
    @Nullable String version = matcher.group(3);
    return new ExpectedRefusal(
        matcher.group(1), phases, version == null ? 0 : Integer.parseInt(version));
  }

  boolean appliesTo(String phase, int version) {
    return (phases.isEmpty() || phases.contains(phase)) && (before == 0 || version < before);
  }
}
