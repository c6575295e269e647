package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One block of SELECT. Made once. */
final class Block {

  private final Queries queries;
  private final Generation generation;
  private final Choices choices;
  private final Expressions expressions;
  private final Aggregates aggregates;
  private final FromClause from;
  private final Scope scope;
  private final List<String> items = new ArrayList<>();
  private final List<String> bare = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private @Nullable String window;

  Block(Queries queries, Generation generation, Aggregates aggregates, @Nullable Scope parent) {
    this.queries = queries;
    this.generation = generation;
    this.choices = generation.choices;
    this.expressions = queries.expressions();
    this.aggregates = aggregates;
    this.from = new FromClause(generation, expressions, queries, parent);
    this.scope = from.scope();
  }

  /** A block without ORDER BY and what follows it, as an operand of a set operation. */
  Query operand(List<Type> types) {
    String clause = from.make().sql();
    String where = where();
    types.forEach(type -> item(expressions.of(type, scope, 2), type));
    return new Query(
        "SELECT " + String.join(", ", items) + " FROM " + clause + where, columns, false);
  }

  /**
   * A block.
   *
   * @param types of its output; null for any
   * @param outermost whether it may lock rows
   */
  Query make(@Nullable List<Type> types, boolean outermost) {
    Query clause = from.make();
    String where = where();
    String core = clause.sql() + where;
    return switch (choices.below(10)) {
      case 5, 6 -> grouped(core, types);
      case 7 -> aggregated(core, types);
      case 8 -> distinct(core, types);
      default -> plain(core, clause.columns(), types, outermost);
    };
  }

  private String where() {
    return choices.oneIn(2) ? " WHERE " + expressions.conditions().of(scope, 2) : "";
  }

  private Query plain(
      String core, List<Column> star, @Nullable List<Type> types, boolean outermost) {
    if (types == null && choices.oneIn(4)) {
      star(star);
    }
    boolean windowed = choices.oneIn(6);
    for (Type type : wanted(types)) {
      item(windowed && choices.oneIn(2) ? windowed(type) : expressions.of(type, scope, 3), type);
    }
    String named = window == null ? "" : " WINDOW w AS " + window;
    String sql = "SELECT " + String.join(", ", items) + " FROM " + core + named;
    Query query = tail(sql);
    return outermost && !windowed && choices.oneIn(10) ? locking(query) : query;
  }

  private List<Type> wanted(@Nullable List<Type> types) {
    if (types != null) {
      return types;
    }
    return items.isEmpty() || choices.oneIn(3) ? queries.types() : List.of();
  }

  private void star(List<Column> star) {
    List<Relation> named =
        scope.relations().stream().filter(each -> !each.qualifier().isEmpty()).toList();
    if (choices.oneIn(2) && !named.isEmpty()) {
      Relation relation = choices.pick(named);
      items.add(relation.qualifier() + ".*");
      columns.addAll(relation.columns());
    } else {
      items.add("*");
      columns.addAll(star);
    }
  }

  private String windowed(Type type) {
    if (choices.oneIn(2)) {
      if (window == null) {
        window = aggregates.window(scope);
      }
      return aggregates.windowed(type, scope, "w");
    }
    return aggregates.windowed(type, scope, aggregates.window(scope));
  }

  private void item(String expression, Type type) {
    bare.add(expression);
    switch (choices.below(5)) {
      case 1 -> named(expression, " AS ", generation.alias("x"), type);
      case 2 -> named(expression, " AS ", Schema.STATUS, type);
      case 3 -> named(expression, " AS ", choices.pick("note", "code", "id"), type);
      default -> {
        items.add(expression);
        columns.add(new Column(columnName(expression), type));
      }
    }
  }

  private void named(String expression, String as, String name, Type type) {
    items.add(expression + as + name);
    columns.add(new Column(name, type));
  }

  /** The name that a plain column gives an output column. */
  private static String columnName(String expression) {
    String last = expression.substring(expression.lastIndexOf('.') + 1);
    boolean plain = last.matches("[a-z_][a-z_0-9]*") && !last.matches("true|false|null");
    return plain && expression.matches("[\\w.\"]+") ? last : "";
  }

  private Query aggregated(String core, @Nullable List<Type> types) {
    for (Type type : wanted(types)) {
      item(aggregate(type), type);
    }
    String having = choices.oneIn(6) ? " HAVING " + aggregates.of(Type.INT, scope) + " > 1" : "";
    return new Query(
        "SELECT " + String.join(", ", items) + " FROM " + core + having, columns, false);
  }

  /** An aggregate that mostly is one of this block, not of one around it. */
  private String aggregate(Type type) {
    return aggregates.of(type, choices.oneIn(9) ? scope : scope.alone());
  }

  private Query grouped(String core, @Nullable List<Type> types) {
    List<Relation> keyed = scope.relations().stream().filter(Relation::key).toList();
    if (!keyed.isEmpty() && choices.oneIn(5)) {
      return groupedByKey(core, choices.pick(keyed), types);
    }
    List<Type> groupTypes =
        IntStream.rangeClosed(0, choices.below(2)).mapToObj(i -> expressions.type()).toList();
    List<String> groups = new ArrayList<>();
    for (Type type : groupTypes) {
      String group = expressions.of(type, scope, 1);
      // a bare constant would be the place of an output column
      groups.add(
          group.matches("[\\w.\"]*[a-z\"]|.*[(].*") && type != Type.BOOL
              ? group
              : "COALESCE(%1$s, %1$s)".formatted(group));
    }
    for (Type type : wanted(types)) {
      int group = groupTypes.indexOf(type);
      item(group >= 0 ? groups.get(group) : aggregate(type), type);
    }
    String sql =
        "SELECT %s FROM %s GROUP BY %s%s"
            .formatted(String.join(", ", items), core, groupBy(groups), having(groups, groupTypes));
    return tail(sql);
  }

  private String groupBy(List<String> groups) {
    String list = String.join(", ", groups);
    return switch (choices.below(8)) {
      case 4 -> "ROLLUP (" + list + ")";
      case 5 -> "CUBE (" + list + ")";
      case 6 -> "GROUPING SETS ((" + list + "), ())";
      case 7 -> byPlace(groups);
      default -> list;
    };
  }

  /** Positions in the place of expressions that are output. */
  private String byPlace(List<String> groups) {
    List<String> places = new ArrayList<>();
    for (String group : groups) {
      int place = bare.indexOf(group);
      places.add(place < 0 || items.size() != bare.size() ? group : String.valueOf(place + 1));
    }
    return String.join(", ", places);
  }

  private String having(List<String> groups, List<Type> types) {
    return switch (choices.below(8)) {
      case 6 -> " HAVING " + aggregates.of(Type.INT, scope) + " > 1";
      case 7 -> " HAVING " + groups.get(0) + " > " + expressions.literal(types.get(0));
      default -> "";
    };
  }

  /** Grouped by the primary key of a table, whose other columns may then stand alone. */
  private Query groupedByKey(String core, Relation keyed, @Nullable List<Type> types) {
    Scope alone = new Scope(null);
    alone.add(new Relation(keyed.qualifier(), keyed.columns(), false, true));
    for (Type type : wanted(types)) {
      item(choices.oneIn(3) ? aggregates.of(type, scope) : qualified(type, keyed, alone), type);
    }
    return tail(
        "SELECT %s FROM %s GROUP BY %s.id"
            .formatted(String.join(", ", items), core, keyed.qualifier()));
  }

  private String qualified(Type type, Relation relation, Scope alone) {
    List<Scope.Visible> visible = alone.columns(type);
    return visible.isEmpty()
        ? expressions.literal(type)
        : relation.qualifier() + "." + generation.name(choices.pick(visible).column().name());
  }

  private Query distinct(String core, @Nullable List<Type> types) {
    for (Type type : wanted(types)) {
      item(expressions.of(type, scope, 2), type);
    }
    String list = String.join(", ", items);
    if (choices.oneIn(2)) {
      return new Query(
          "SELECT DISTINCT ON (%s) %s FROM %s ORDER BY %s"
              .formatted(
                  choices.pick("1", bare.get(0)), list, core, queries.allPlaces(columns.size())),
          columns,
          true);
    }
    return tail("SELECT DISTINCT " + list + " FROM " + core);
  }

  /** ORDER BY, LIMIT and OFFSET. Where rows are cut off, they are ordered totally before. */
  private Query tail(String sql) {
    String all = queries.allPlaces(columns.size());
    return switch (choices.below(8)) {
      case 4 -> new Query(sql + " ORDER BY " + all, columns, true);
      case 5 -> new Query(sql + " ORDER BY " + all + limit(), columns, true);
      case 6, 7 ->
          sql.startsWith("SELECT DISTINCT") || sql.contains(" GROUP BY ")
              ? new Query(sql, columns, false)
              : new Query(sql + " ORDER BY " + sortKey(), columns, false);
      default -> new Query(sql, columns, false);
    };
  }

  private String sortKey() {
    List<Column> named = columns.stream().filter(Column::isNamed).toList();
    String key =
        choices.oneIn(2) && !named.isEmpty()
            ? choices.pick(named).name()
            : expressions.of(Type.TEXT, scope, 2);
    return key + choices.pick("", " DESC", " ASC NULLS FIRST", " USING <");
  }

  private String limit() {
    return choices.pick(
        " LIMIT 3",
        " LIMIT 2 OFFSET 1",
        " FETCH FIRST 2 ROWS ONLY",
        " FETCH FIRST 2 ROWS WITH TIES");
  }

  private Query locking(Query query) {
    List<Relation> tables = scope.relations().stream().filter(Relation::table).toList();
    // Which side of a FULL JOIN may be locked depends on WHERE: a documented difference.
    if (tables.isEmpty() || query.sql().contains("FULL ")) {
      return query;
    }
    String strength =
        choices.pick(" FOR UPDATE", " FOR SHARE", " FOR NO KEY UPDATE", " FOR KEY SHARE");
    String of = choices.oneIn(3) ? "" : " OF " + choices.pick(tables).qualifier();
    return new Query(
        query.sql() + strength + of + choices.pick("", " SKIP LOCKED", " NOWAIT"),
        query.columns(),
        query.ordered());
  }
}
