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
 * @param stages phases, or the labels of single stages; empty for all
 * @param before the major version of PostgreSQL from which on it is no longer refused; 0 for none
 */
record ExpectedRefusal(String code, List<String> stages, int before) {

  private static final Pattern SYNTAX =
      Pattern.compile("(TR\\d{3})(?: in ([a-z ]+?(?:, *[a-z ]+?)*))?(?: before (\\d+))?");

  ExpectedRefusal {
    stages = List.copyOf(stages);
  }

  /** Reads {@code CODE [in phase, phase …] [before version]}. */
  static ExpectedRefusal parse(String text, Function<String, IllegalArgumentException> wrong) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw wrong.apply("'" + text + "'; expected CODE [in phase, phase …] [before version]");
    }
    @Nullable String listed = matcher.group(2);
    List<String> stages = listed == null ? List.of() : List.of(listed.split(", *"));
    for (String named : stages) {
      if (Stage.ALL.stream().noneMatch(stage -> isNamed(stage, named))) {
        throw wrong.apply("unknown phase '" + named + "'");
      }
    }
    @Nullable String version = matcher.group(3);
    return new ExpectedRefusal(
        matcher.group(1), stages, version == null ? 0 : Integer.parseInt(version));
  }

  private static boolean isNamed(Stage stage, String name) {
    return stage.phase().equals(name) || stage.label().equals(name);
  }

  boolean appliesTo(Stage stage, int version) {
    boolean named = stages.isEmpty() || stages.stream().anyMatch(name -> isNamed(stage, name));
    return named && (before == 0 || version < before);
  }
}
