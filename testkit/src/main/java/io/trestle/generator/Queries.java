package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Queries: blocks of SELECT, set operations, VALUES, TABLE. */
final class Queries {

  private final Generation generation;
  private final Choices choices;
  private final Expressions expressions;
  private final Aggregates aggregates;

  Queries(Generation generation) {
    this.generation = generation;
    this.choices = generation.choices;
    this.expressions = new Expressions(generation, this);
    this.aggregates = new Aggregates(generation, expressions);
  }

  Expressions expressions() {
    return expressions;
  }

  Aggregates aggregates() {
    return aggregates;
  }

  /** A query with output columns of these types. */
  String of(List<Type> types, @Nullable Scope parent) {
    return query(types, parent).sql();
  }

  /** A query whose output does not matter. */
  String any(Scope parent) {
    return choices.oneIn(4) ? free(parent).sql() : of(List.of(Type.INT), parent);
  }

  /** A query of any output. */
  Query free(@Nullable Scope parent) {
    generation.enter();
    Query query =
        switch (choices.below(12)) {
          case 10 -> setOperation(types(), parent);
          case 11 -> tableOrValues();
          default -> new Block(this, generation, aggregates, parent).make(null, false);
        };
    generation.leave();
    return query;
  }

  /** A query as a statement of its own, which may lock rows. */
  Query statement() {
    return switch (choices.below(12)) {
      case 9, 10 -> ordered(setOperation(types(), null));
      case 11 -> ordered(tableOrValues());
      default -> new Block(this, generation, aggregates, null).make(null, true);
    };
  }

  Query query(List<Type> types, @Nullable Scope parent) {
    generation.enter();
    Query query =
        choices.oneIn(8)
            ? setOperation(types, parent)
            : new Block(this, generation, aggregates, parent).make(types, false);
    generation.leave();
    return query;
  }

  /** A query that gives one value at most. */
  String scalar(Type type, @Nullable Scope parent) {
    generation.enter();
    FromClause from = new FromClause(generation, expressions, this, parent);
    String clause = from.make().sql();
    String aggregate = aggregates.of(type, choices.oneIn(9) ? from.scope() : from.scope().alone());
    String where = choices.oneIn(2) ? " WHERE " + expressions.conditions().of(from.scope(), 1) : "";
    generation.leave();
    return "SELECT " + aggregate + " FROM " + clause + where;
  }

  List<Type> types() {
    return IntStream.rangeClosed(0, choices.below(3))
        .mapToObj(index -> expressions.type())
        .toList();
  }

  private Query setOperation(List<Type> types, @Nullable Scope parent) {
    Query left = new Block(this, generation, aggregates, parent).operand(types);
    String operator =
        choices.pick("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "EXCEPT ALL", "INTERSECT ALL");
    String right =
        choices.oneIn(8) && !types.isEmpty()
            ? values(types)
            : new Block(this, generation, aggregates, parent).operand(types).sql();
    String form = choices.pick("%s %s %s", "(%s) %s (%s)");
    return new Query(form.formatted(left.sql(), operator, right), left.columns(), false);
  }

  private String values(List<Type> types) {
    return IntStream.rangeClosed(0, choices.below(3))
        .mapToObj(
            row ->
                types.stream()
                    .map(expressions::literal)
                    .collect(Collectors.joining(", ", "(", ")")))
        .collect(Collectors.joining(", ", "VALUES ", ""));
  }

  private Query tableOrValues() {
    if (choices.oneIn(2) || generation.cte("orders") != null) {
      List<Type> types = List.of(Type.INT, Type.TEXT);
      List<Column> columns =
          List.of(new Column("column1", Type.INT), new Column("column2", Type.TEXT));
      return new Query(values(types), columns, false);
    }
    return new Query(
        "TABLE " + generation.name("orders"), generation.schema.columns("orders"), false);
  }

  private Query ordered(Query query) {
    if (!choices.oneIn(2)) {
      return query;
    }
    return new Query(
        query.sql() + " ORDER BY " + allPlaces(query.columns().size()), query.columns(), true);
  }

  /** {@code 1, 2 DESC, 3 …}: orders rows totally, but for rows that are equal. */
  String allPlaces(int count) {
    List<String> places = new ArrayList<>();
    for (int place = 1; place <= count; place++) {
      places.add(place + choices.pick("", "", " DESC", " NULLS FIRST"));
    }
    return String.join(", ", places);
  }
}
