package io.trestle.generator;

import java.util.List;

/** Expressions for WHERE, ON, HAVING and CASE. */
final class Conditions {

  private final Generation generation;
  private final Choices choices;
  private final Expressions expressions;
  private final Queries queries;

  Conditions(Generation generation, Expressions expressions, Queries queries) {
    this.generation = generation;
    this.choices = generation.choices;
    this.expressions = expressions;
    this.queries = queries;
  }

  String of(Scope scope, int depth) {
    if (depth > 0 && choices.oneIn(4)) {
      String form = choices.pick("%s AND %s", "(%s OR %s)", "NOT (%s AND %s)");
      return form.formatted(of(scope, depth - 1), of(scope, depth - 1));
    }
    if (depth > 0 && generation.mayNest() && choices.oneIn(4)) {
      return overQuery(scope);
    }
    return simple(scope, depth);
  }

  private String simple(Scope scope, int depth) {
    Type type =
        choices.pick(Type.TEXT, Type.TEXT, Type.TEXT, Type.INT, Type.INT, Type.NUMBER, Type.TIME);
    String left = expressions.of(type, scope, depth - 1);
    String right = expressions.of(type, scope, depth - 1);
    return switch (choices.below(14)) {
      case 0 -> left + " = " + right;
      case 1 -> left + choices.pick(" <> ", " != ") + right;
      case 2 -> left + choices.pick(" < ", " <= ", " > ", " >= ") + right;
      case 3 -> left + " IS NOT NULL";
      case 4 -> left + " IS NULL";
      case 5 -> left + " IS DISTINCT FROM " + right;
      case 6 -> left + " IS NOT DISTINCT FROM " + right;
      case 7 ->
          left
              + choices.pick(" IN (", " NOT IN (")
              + expressions.literal(type)
              + ", "
              + right
              + ")";
      case 8 -> left + " BETWEEN " + expressions.literal(type) + " AND " + right;
      case 9 -> left + " = ANY (ARRAY[" + expressions.literal(type) + ", " + right + "])";
      case 10 ->
          expressions.of(Type.TEXT, scope, depth - 1)
              + choices.pick(" LIKE ", " NOT ILIKE ")
              + "'%e%'";
      case 11 ->
          "(%s, %s) = (%s, %s)"
              .formatted(
                  left, expressions.column(Type.INT, scope), right, expressions.literal(Type.INT));
      case 12 -> expressions.of(Type.TEXT, scope, depth - 1) + " ~ '^[a-p]'";
      default -> "(" + left + " = " + right + ")" + choices.pick(" IS TRUE", " IS NOT TRUE");
    };
  }

  private String overQuery(Scope scope) {
    Type type = choices.pick(Type.TEXT, Type.INT);
    String left = expressions.column(type, scope);
    return switch (choices.below(6)) {
      case 0 -> choices.pick("EXISTS (", "NOT EXISTS (") + queries.any(scope) + ")";
      case 1 -> left + choices.pick(" IN (", " NOT IN (") + queries.of(List.of(type), scope) + ")";
      case 2 ->
          left + choices.pick(" = ANY (", " <> ALL (") + queries.of(List.of(type), scope) + ")";
      case 3 ->
          "(%s, %s) IN (%s)"
              .formatted(
                  left,
                  expressions.column(Type.TEXT, scope),
                  queries.of(List.of(type, Type.TEXT), scope));
      case 4 -> left + " = ANY (ARRAY(" + queries.of(List.of(type), scope) + "))";
      default -> left + choices.pick(" = (", " >= (") + queries.scalar(type, scope) + ")";
    };
  }
}
