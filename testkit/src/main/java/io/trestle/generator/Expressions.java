package io.trestle.generator;

import java.util.List;

/** Scalar expressions of a wanted type. None of them fails for any row. */
final class Expressions {

  private static final List<String> STATUSES =
      List.of("pending", "shipped", "cancelled", "it's", "");
  private static final List<String> TIMES =
      List.of("2026-02-03 08:00:00+00", "2026-02-06 08:00:00+00", "2019-01-01 00:00:00+00");

  private final Generation generation;
  private final Choices choices;
  private final Conditions conditions;
  private final Queries queries;

  Expressions(Generation generation, Queries queries) {
    this.generation = generation;
    this.choices = generation.choices;
    this.queries = queries;
    this.conditions = new Conditions(generation, this, queries);
  }

  Conditions conditions() {
    return conditions;
  }

  Type type() {
    return choices.pick(
        Type.TEXT, Type.TEXT, Type.TEXT, Type.INT, Type.INT, Type.NUMBER, Type.BOOL, Type.TIME);
  }

  /**
   * An expression.
   *
   * @param depth how deep it may be; 0 for a column or a literal
   */
  String of(Type type, Scope scope, int depth) {
    if (depth <= 0 || choices.below(5) < 2) {
      return column(type, scope);
    }
    if (choices.oneIn(9)) {
      return "CASE WHEN %s THEN %s ELSE %s END"
          .formatted(
              conditions.of(scope, depth - 1),
              of(type, scope, depth - 1),
              of(type, scope, depth - 1));
    }
    if (choices.oneIn(10)) {
      return "COALESCE(%s, %s)".formatted(of(type, scope, depth - 1), literal(type));
    }
    if (generation.mayNest() && choices.oneIn(9)) {
      return "(" + queries.scalar(type, scope) + ")";
    }
    return switch (type) {
      case TEXT -> text(scope, depth);
      case INT -> integer(scope, depth);
      case NUMBER -> number(scope, depth);
      case BOOL -> "(" + conditions.of(scope, depth - 1) + ")";
      case TIME -> "greatest(%s, %s)".formatted(column(type, scope), literal(type));
    };
  }

  private String text(Scope scope, int depth) {
    String inner = of(Type.TEXT, scope, depth - 1);
    return switch (choices.below(14)) {
      case 0 -> "upper(" + inner + ")";
      case 1 -> inner + " || " + of(Type.TEXT, scope, 0);
      case 2 -> "CAST(" + inner + " AS text)";
      case 3 -> "(" + inner + ")::varchar(3)";
      case 4 -> "(" + of(Type.INT, scope, depth - 1) + ")::text";
      case 5 -> "(ARRAY[" + inner + ", " + literal(Type.TEXT) + "])[1]";
      case 6 -> "nullif(" + inner + ", " + literal(Type.TEXT) + ")";
      case 7 -> "lower(" + inner + ") COLLATE \"C\"";
      case 8 -> "substring(" + inner + " FROM 1 FOR 2)";
      case 9 ->
          "CASE " + inner + " WHEN " + literal(Type.TEXT) + " THEN 'x' ELSE " + inner + " END";
      case 10 -> row(scope, "row_to_json(%s)->>'note'", inner);
      case 11 -> row(scope, "(%s).note", inner);
      case 12 -> row(scope, "to_jsonb(%s) #>> '{" + Schema.STATUS + "}'", inner);
      default -> row(scope, "(%s)." + Schema.STATUS, inner);
    };
  }

  /** An expression over a whole row of a table that has the columns, where there is one. */
  private String row(Scope scope, String form, String otherwise) {
    List<Relation> tables =
        scope.relations().stream()
            .filter(each -> each.table() && each.has("note") && each.has(Schema.STATUS))
            .toList();
    return tables.isEmpty() ? otherwise : form.formatted(choices.pick(tables).qualifier());
  }

  private String integer(Scope scope, int depth) {
    return switch (choices.below(5)) {
      case 0 -> of(Type.INT, scope, depth - 1) + " + " + literal(Type.INT);
      case 1 -> "length(" + of(Type.TEXT, scope, depth - 1) + ")";
      case 2 -> "-" + column(Type.INT, scope);
      case 3 -> "position('e' IN " + of(Type.TEXT, scope, depth - 1) + ")";
      default ->
          "array_length(ARRAY[%s, %s], 1)"
              .formatted(of(Type.TEXT, scope, depth - 1), column(Type.TEXT, scope));
    };
  }

  private String number(Scope scope, int depth) {
    return switch (choices.below(3)) {
      case 0 -> of(Type.NUMBER, scope, depth - 1) + " * 2";
      case 1 -> "round(" + of(Type.NUMBER, scope, depth - 1) + ")";
      default -> of(Type.INT, scope, depth - 1) + "::numeric";
    };
  }

  /** A column of the type, the one under migration by preference; a literal where there is none. */
  String column(Type type, Scope scope) {
    List<Scope.Visible> visible = scope.columns(type);
    if (visible.isEmpty() || choices.oneIn(9)) {
      return literal(type);
    }
    List<Scope.Visible> status =
        visible.stream().filter(each -> each.column().name().equals(Schema.STATUS)).toList();
    boolean preferred = !status.isEmpty() && choices.below(3) < 2;
    return reference(choices.pick(preferred ? status : visible));
  }

  /** A column of one of these relations that rows may be joined by. */
  String key(Scope scope, List<Relation> relations) {
    List<Scope.Visible> visible =
        scope.columns(Type.INT).stream()
            .filter(each -> relations.contains(each.relation()))
            .toList();
    return visible.isEmpty() ? literal(Type.INT) : reference(choices.pick(visible));
  }

  private String reference(Scope.Visible visible) {
    String name = generation.name(visible.column().name());
    String qualifier = visible.relation().qualifier();
    boolean bare = visible.unqualified() && (qualifier.isEmpty() || choices.below(5) < 2);
    return bare ? name : qualifier + "." + name;
  }

  String literal(Type type) {
    switch (type) {
      case TEXT:
        String text = choices.pick(STATUSES);
        return generation.literal(type, text, spelled(text));
      case INT:
        String integer = String.valueOf(1 + choices.below(12));
        return generation.literal(type, integer, integer);
      case NUMBER:
        String number = choices.pick("10.00", "33.33", "0", "99.99");
        return generation.literal(type, number, number);
      case BOOL:
        String truth = choices.pick("true", "false");
        return generation.literal(type, truth, truth);
      default:
        String time = choices.pick(TIMES);
        return generation.literal(type, time, "timestamptz '" + time + "'");
    }
  }

  private String spelled(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return switch (choices.below(16)) {
      case 13 -> "E" + quoted;
      case 14 -> "$$" + text + "$$";
      case 15 -> quoted + "::text";
      default -> quoted;
    };
  }
}
