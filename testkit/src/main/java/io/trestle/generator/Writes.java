package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** INSERT, UPDATE and DELETE. Each row is changed once at most, so that results are certain. */
final class Writes {

  private final Generation generation;
  private final Choices choices;
  private final Expressions expressions;

  Writes(Generation generation, Queries queries) {
    this.generation = generation;
    this.choices = generation.choices;
    this.expressions = queries.expressions();
  }

  /** A statement that writes; its output is that of RETURNING, empty where it has none. */
  Query any() {
    return switch (choices.below(9)) {
      case 0, 1, 2 -> insert();
      case 3, 4, 5 -> update();
      case 6, 7 -> delete();
      default -> elsewhere();
    };
  }

  private Query insert() {
    List<Column> all = generation.schema.columns("orders");
    boolean positional = choices.oneIn(4);
    List<Column> columns = positional ? all : insertColumns(all);
    String alias = choices.oneIn(4) ? generation.alias("t") : "";
    String target = "INSERT INTO " + table("orders") + (alias.isEmpty() ? "" : " AS " + alias);
    String list =
        positional
            ? ""
            : columns.stream()
                .map(each -> generation.name(each.name()))
                .collect(Collectors.joining(", ", " (", ")"));
    String source = choices.oneIn(4) ? " " + insertQuery(columns) : " VALUES " + rows(columns);
    Relation relation = new Relation(alias.isEmpty() ? "orders" : alias, all, false, true);
    Query returned = returning(relation, List.of());
    return new Query(
        target + list + source + conflict(relation) + returned.sql(), returned.columns(), false);
  }

  private String table(String table) {
    boolean shadowed = generation.cte(table) != null;
    return choices.oneIn(8) || shadowed ? "public." + table : generation.name(table);
  }

  private List<Column> insertColumns(List<Column> all) {
    List<Column> columns = new ArrayList<>();
    columns.add(all.get(0));
    for (Column column : all.subList(1, all.size())) {
      boolean status = column.name().equals(Schema.STATUS);
      if (status ? choices.below(4) > 0 : choices.oneIn(3)) {
        columns.add(column);
      }
    }
    return columns;
  }

  private String rows(List<Column> columns) {
    return IntStream.rangeClosed(0, choices.pick(0, 0, 1, 2))
        .mapToObj(row -> row(columns, 50 + row))
        .collect(Collectors.joining(", "));
  }

  private String row(List<Column> columns, int id) {
    List<String> values = new ArrayList<>();
    for (Column column : columns) {
      String value =
          switch (column.name()) {
            case "id" -> String.valueOf(choices.oneIn(8) ? id - 48 : id);
            case "code" -> choices.pick("DEFAULT", "NULL", "'Z" + id + "'");
            case Schema.STATUS -> status();
            case "amount", "created" ->
                choices.oneIn(2) ? expressions.literal(column.type()) : "DEFAULT";
            default -> choices.oneIn(5) ? "NULL" : expressions.literal(column.type());
          };
      values.add(value);
    }
    return "(" + String.join(", ", values) + ")";
  }

  /** Mostly what can be held: V. */
  private String status() {
    return switch (choices.below(12)) {
      case 0, 1, 2 -> "DEFAULT";
      case 9 -> "NULL";
      case 10 -> expressions.literal(Type.TEXT);
      case 11 -> generation.literal(Type.TEXT, "pending", "'pending'");
      default -> "'pending'";
    };
  }

  /** Rows of a query, under numbers that nothing else has. */
  private String insertQuery(List<Column> columns) {
    generation.enter();
    String alias = generation.alias("s");
    Scope scope = new Scope(null);
    scope.add(new Relation(alias, generation.schema.columns("orders"), false, true));
    List<String> items = new ArrayList<>();
    for (Column column : columns) {
      String item =
          switch (column.name()) {
            case "id" -> alias + ".id + 100";
            case "code" -> "NULL";
            case Schema.STATUS ->
                choices.pick(
                    "'pending'",
                    "'pending'::text",
                    alias + "." + (generation.schema.isKnown() ? Schema.STATUS : "note"));
            case "amount" -> alias + ".amount";
            case "created" -> alias + ".created";
            default -> expressions.of(column.type(), scope, 2);
          };
      items.add(item);
    }
    String query =
        "SELECT %s FROM %s AS %s WHERE %s"
            .formatted(
                String.join(", ", items),
                table("orders"),
                alias,
                expressions.conditions().of(scope, 1));
    generation.leave();
    return query;
  }

  private String conflict(Relation target) {
    if (!choices.oneIn(3)) {
      return "";
    }
    if (choices.oneIn(3)) {
      return " ON CONFLICT" + choices.pick("", " (id)") + " DO NOTHING";
    }
    Scope scope = new Scope(null);
    scope.add(target);
    scope.add(new Relation("excluded", target.columns(), false, false));
    List<String> set = new ArrayList<>();
    set.add("note = " + expressions.of(Type.TEXT, scope, 1) + "::varchar(40)");
    if (generation.schema.isKnown() && choices.oneIn(2)) {
      set.add(
          generation.name(Schema.STATUS)
              + " = "
              + choices.pick(
                  "EXCLUDED." + Schema.STATUS, status(), target.qualifier() + "." + Schema.STATUS));
    }
    String where = choices.oneIn(3) ? " WHERE " + expressions.conditions().of(scope, 1) : "";
    return " ON CONFLICT (id) DO UPDATE SET " + String.join(", ", set) + where;
  }

  private Query update() {
    String alias = generation.alias("u");
    boolean named = choices.oneIn(2);
    Relation target =
        new Relation(named ? alias : "orders", generation.schema.columns("orders"), false, true);
    Scope scope = new Scope(null);
    scope.add(target);
    String from = "";
    String joined = "";
    List<Relation> sources = new ArrayList<>();
    if (choices.oneIn(3)) {
      Relation source = source();
      sources.add(source);
      from = " FROM " + text(source);
      joined = source.qualifier() + ".id = " + target.qualifier() + keyOf(source);
      scope.add(source);
    }
    String set = set(scope, target);
    String where = where(scope, joined);
    sources.add(0, target);
    Query returned = returning(target, sources.subList(1, sources.size()));
    return new Query(
        "UPDATE "
            + table("orders")
            + (named ? choices.pick(" AS ", " ") + alias : "")
            + " SET "
            + set
            + from
            + where
            + returned.sql(),
        returned.columns(),
        false);
  }

  private Relation source() {
    String table = choices.pick("customers", "archive");
    return new Relation(
        generation.alias(table.substring(0, 1)), generation.schema.columns(table), true, true);
  }

  private static String text(Relation source) {
    String table = source.has("city") ? "customers" : "archive";
    return table + " " + source.qualifier();
  }

  private static String keyOf(Relation source) {
    return source.has("city") ? ".customer_id" : ".id";
  }

  private String set(Scope scope, Relation target) {
    List<String> assignments = new ArrayList<>();
    if (generation.schema.isKnown() && choices.below(3) > 0) {
      String value =
          switch (choices.below(10)) {
            case 7 -> expressions.of(Type.TEXT, scope, 2);
            case 8 -> target.qualifier() + "." + Schema.STATUS;
            case 9 -> "coalesce(" + expressions.column(Type.TEXT, scope) + ", 'pending')";
            default -> status();
          };
      assignments.add(generation.name(Schema.STATUS) + " = " + value);
    }
    if (assignments.isEmpty() || choices.oneIn(2)) {
      assignments.add(
          switch (choices.below(5)) {
            case 1 -> "amount = " + expressions.literal(Type.NUMBER);
            case 2 ->
                "(customer_id, note) = (%s, left(%s, 40))"
                    .formatted(
                        expressions.of(Type.INT, scope, 1), expressions.of(Type.TEXT, scope, 2));
            case 3 ->
                "(note, customer_id) = (SELECT 'n', " + expressions.of(Type.INT, scope, 1) + ")";
            case 4 -> "amount = DEFAULT, note = NULL";
            default -> "note = left(" + expressions.of(Type.TEXT, scope, 2) + ", 40)";
          });
    }
    return String.join(", ", assignments);
  }

  private String where(Scope scope, String joined) {
    if (joined.isEmpty()) {
      return choices.below(5) > 0 ? " WHERE " + expressions.conditions().of(scope, 2) : "";
    }
    return " WHERE "
        + joined
        + (choices.oneIn(2) ? " AND " + expressions.conditions().of(scope, 2) : "");
  }

  private Query delete() {
    boolean named = choices.oneIn(2);
    String alias = generation.alias("d");
    Relation target =
        new Relation(named ? alias : "orders", generation.schema.columns("orders"), false, true);
    Scope scope = new Scope(null);
    scope.add(target);
    String using = "";
    String joined = "";
    List<Relation> sources = new ArrayList<>();
    if (choices.oneIn(3)) {
      Relation source = source();
      sources.add(source);
      using = " USING " + text(source);
      joined = source.qualifier() + ".id = " + target.qualifier() + keyOf(source);
      scope.add(source);
    }
    String where = where(scope, joined);
    Query returned = returning(target, sources);
    return new Query(
        "DELETE FROM "
            + table("orders")
            + (named ? choices.pick(" AS ", " ") + alias : "")
            + using
            + where
            + returned.sql(),
        returned.columns(),
        false);
  }

  /** A write to another table that reads the one under migration. */
  private Query elsewhere() {
    String alias = generation.alias("o");
    Scope scope = new Scope(null);
    scope.add(new Relation(alias, generation.schema.columns("orders"), false, true));
    String text = expressions.of(Type.TEXT, scope, 2);
    String where = expressions.conditions().of(scope, 1);
    String sql =
        switch (choices.below(3)) {
          case 0 ->
              "INSERT INTO archive (id, %s) SELECT %s.id + 100, %s FROM orders %s WHERE %s RETURNING *"
                  .formatted(Schema.STATUS, alias, text, alias, where);
          case 1 ->
              "UPDATE archive SET %s = %s FROM orders %s WHERE %s.id = archive.id AND %s"
                  .formatted(Schema.STATUS, text, alias, alias, where);
          default ->
              "DELETE FROM shipments USING orders %s WHERE %s.id = shipments.order_id AND %s"
                  .formatted(alias, alias, where);
        };
    return new Query(sql, List.of(), false);
  }

  private Query returning(Relation target, List<Relation> sources) {
    Scope scope = new Scope(null);
    scope.add(target);
    sources.forEach(scope::add);
    return switch (choices.below(6)) {
      case 2 -> new Query(" RETURNING " + target.qualifier() + ".*", target.columns(), false);
      case 3 -> {
        List<Column> all = new ArrayList<>(target.columns());
        sources.forEach(source -> all.addAll(source.columns()));
        yield new Query(" RETURNING *", all, false);
      }
      case 4 -> {
        String text = expressions.of(Type.TEXT, scope, 2);
        yield new Query(
            " RETURNING %s.id, %s AS x".formatted(target.qualifier(), text),
            List.of(new Column("id", Type.INT), new Column("x", Type.TEXT)),
            false);
      }
      case 5 ->
          new Query(
              " RETURNING " + target.qualifier() + ".id, " + expressions.column(Type.TEXT, scope),
              List.of(new Column("id", Type.INT), new Column("", Type.TEXT)),
              false);
      default -> new Query("", List.of(), false);
    };
  }
}
