package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the parts of one statement have in common while it is made. */
final class Generation {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final int MOST_NESTED = 3;

  final Choices choices;
  final Schema schema;
  private final List<GeneratedStatement.Value> values = new ArrayList<>();
  private final List<Relation> ctes = new ArrayList<>();
  private int aliases;
  private int nested;

  Generation(Choices choices, Schema schema) {
    this.choices = choices;
    this.schema = schema;
  }

  List<GeneratedStatement.Value> values() {
    return values;
  }

  /** The WITH queries that can be named, by their names. */
  List<Relation> ctes() {
    return ctes;
  }

  @Nullable Relation cte(String name) {
    return ctes.stream().filter(each -> each.qualifier().equals(name)).findFirst().orElse(null);
  }

  /** A name that nothing else has. */
  String alias(String stem) {
    aliases++;
    return stem + aliases;
  }

  /** Whether one more query may stand inside the one that is made. */
  boolean mayNest() {
    return nested < MOST_NESTED;
  }

  void enter() {
    nested++;
  }

  void leave() {
    nested--;
  }

  /** A name as SQL, in one of the spellings that mean it. */
  String name(String name) {
    if (!PLAIN.matcher(name).matches()) {
      return '"' + name + '"';
    }
    return switch (choices.below(12)) {
      case 10 -> '"' + name + '"';
      case 11 -> name.toUpperCase(Locale.ROOT);
      default -> name;
    };
  }

  /** A literal, or a parameter in its place. */
  String literal(Type type, String text, String literal) {
    if (!choices.oneIn(12)) {
      return literal;
    }
    String declared =
        switch (type) {
          case INT -> "int4";
          case TEXT -> "text";
          case NUMBER -> "numeric";
          case BOOL -> "bool";
          case TIME -> "timestamptz";
        };
    values.add(new GeneratedStatement.Value(declared, text));
    return "$" + values.size();
  }
}
