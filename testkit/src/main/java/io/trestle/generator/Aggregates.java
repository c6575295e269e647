package io.trestle.generator;

/** Aggregates and window functions whose result does not depend on the order in which rows come. */
final class Aggregates {

  private final Choices choices;
  private final Expressions expressions;

  Aggregates(Generation generation, Expressions expressions) {
    this.choices = generation.choices;
    this.expressions = expressions;
  }

  String of(Type type, Scope scope) {
    String aggregate = bare(type, scope);
    return choices.oneIn(6) && !aggregate.endsWith("]")
        ? aggregate + " FILTER (WHERE " + expressions.conditions().of(scope, 1) + ")"
        : aggregate;
  }

  private String bare(Type type, Scope scope) {
    String argument = expressions.of(type, scope, 1);
    return switch (type) {
      case TEXT -> text(argument);
      case INT -> count(scope);
      case NUMBER -> choices.pick("sum(", "max(", "avg(", "sum(DISTINCT ") + argument + ")";
      case BOOL -> choices.pick("bool_and(", "bool_or(", "every(") + argument + ")";
      case TIME -> choices.pick("max(", "min(") + argument + ")";
    };
  }

  private String text(String argument) {
    String form =
        choices.pick(
            "min(%1$s)",
            "max(%1$s)",
            "string_agg(%1$s, ',' ORDER BY %1$s)",
            "string_agg(DISTINCT %1$s, ',' ORDER BY %1$s DESC)",
            "(array_agg(%1$s ORDER BY %1$s))[1]",
            "mode() WITHIN GROUP (ORDER BY %1$s)",
            "percentile_disc(0.5) WITHIN GROUP (ORDER BY %1$s)");
    return form.formatted(argument);
  }

  private String count(Scope scope) {
    String argument = expressions.of(Type.TEXT, scope, 1);
    return switch (choices.below(6)) {
      case 1 -> "count(" + argument + ")";
      case 2 -> "count(DISTINCT " + argument + ")";
      case 3 -> "count(ALL " + argument + ")";
      case 4 -> "sum(length(" + argument + "))";
      case 5 -> "max(" + expressions.of(Type.INT, scope, 1) + ")";
      default -> "count(*)";
    };
  }

  /**
   * A window function.
   *
   * @param window what stands behind OVER
   */
  String windowed(Type type, Scope scope, String window) {
    if (type == Type.INT) {
      return choices.pick("rank()", "dense_rank()", "count(*)") + " OVER " + window;
    }
    String argument = expressions.of(type, scope, 1);
    String function =
        switch (type) {
          case NUMBER -> "sum";
          case BOOL -> "bool_or";
          default -> choices.pick("min", "max");
        };
    return function + "(" + argument + ") OVER " + window;
  }

  /** The definition of a window, in parentheses. */
  String window(Scope scope) {
    String partition =
        choices.oneIn(2) ? "PARTITION BY " + expressions.of(Type.TEXT, scope, 1) + " " : "";
    String frame =
        choices.pick(
            "",
            "",
            " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
            " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
            " RANGE UNBOUNDED PRECEDING EXCLUDE GROUP",
            " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
    Type type = choices.pick(Type.TEXT, Type.INT);
    return "("
        + partition
        + "ORDER BY "
        + expressions.of(type, scope, 1)
        + choices.pick("", " DESC", " NULLS FIRST")
        + frame
        + ")";
  }
}
