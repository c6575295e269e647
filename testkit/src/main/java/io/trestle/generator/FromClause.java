package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The FROM clause of one query block: tables, WITH queries, subqueries, functions and joins. */
final class FromClause {

  private static final List<String> TABLES =
      List.of("orders", "orders", "orders", "customers", "archive", "shipments");

  private final Generation generation;
  private final Choices choices;
  private final Expressions expressions;
  private final Queries queries;
  private final @Nullable Scope parent;
  private final Scope scope;

  /**
   * Part of a FROM clause.
   *
   * @param star the columns of {@code *} over it
   */
  private record Part(String sql, List<Column> star, List<Relation> relations) {}

  FromClause(
      Generation generation, Expressions expressions, Queries queries, @Nullable Scope parent) {
    this.generation = generation;
    this.choices = generation.choices;
    this.expressions = expressions;
    this.queries = queries;
    this.parent = parent;
    this.scope = new Scope(parent);
  }

  Scope scope() {
    return scope;
  }

  /** The text of the clause behind FROM; fills the scope. */
  Query make() {
    Part part = tree();
    String sql = part.sql();
    List<Column> star = new ArrayList<>(part.star());
    if (choices.oneIn(8)) {
      Part other = primary(false);
      sql += ", " + other.sql();
      star.addAll(other.star());
    }
    return new Query(sql, star, false);
  }

  private Part tree() {
    Part part = primary(false);
    for (int joins = choices.pick(0, 0, 1, 1, 2); joins > 0; joins--) {
      part = join(part);
    }
    return part;
  }

  private Part join(Part left) {
    int kind = choices.below(10);
    boolean lateral = kind < 2 || kind == 4;
    Part right = primary(lateral);
    List<Relation> both = new ArrayList<>(left.relations());
    both.addAll(right.relations());
    List<Column> star = new ArrayList<>(left.star());
    star.addAll(right.star());
    List<String> common = common(left.star(), right.star());
    if (kind == 4) {
      return new Part(left.sql() + " CROSS JOIN " + right.sql(), star, both);
    }
    if (kind >= 7 && !common.isEmpty()) {
      return merging(kind, left, right, both, common);
    }
    String type = choices.pick("JOIN", "LEFT JOIN", "LEFT OUTER JOIN", "RIGHT JOIN", "FULL JOIN");
    if (lateral && right.sql().startsWith("LATERAL")) {
      type = kind == 0 ? "JOIN" : "LEFT JOIN";
    }
    Scope inner = scopeOf(both, parent);
    String leftKey = expressions.key(inner, left.relations());
    String rightKey = expressions.key(inner, right.relations());
    // By a constant in place of a key no FULL JOIN can be merged.
    boolean keys = isReference(leftKey) && isReference(rightKey);
    if (type.equals("FULL JOIN") && !keys) {
      type = "LEFT JOIN";
    }
    String condition = condition(type, inner, leftKey, rightKey);
    return new Part(
        "%s %s %s ON %s".formatted(left.sql(), type, right.sql(), condition), star, both);
  }

  private static boolean isReference(String key) {
    return Character.isLetter(key.charAt(0)) || key.startsWith("\"");
  }

  private String condition(String type, Scope inner, String leftKey, String rightKey) {
    if (type.equals("FULL JOIN")) {
      return leftKey + " = " + rightKey;
    }
    return switch (choices.below(4)) {
      case 2 -> leftKey + " = " + rightKey + " AND " + expressions.conditions().of(inner, 1);
      case 3 -> expressions.conditions().of(inner, 2);
      default -> leftKey + " = " + rightKey;
    };
  }

  private Part merging(int kind, Part left, Part right, List<Relation> both, List<String> common) {
    boolean natural = kind == 9 && isUnique(left.star()) && isUnique(right.star());
    List<String> merged = natural ? common : List.of(choices.pick(common));
    String type = choices.pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
    String using =
        merged.stream().map(generation::name).collect(Collectors.joining(", ", " USING (", ")"));
    String sql =
        left.sql()
            + (natural ? " NATURAL " : " ")
            + type
            + " "
            + right.sql()
            + (natural ? "" : using);
    merged.forEach(scope::merge);
    List<Column> star = new ArrayList<>();
    left.star().stream().filter(each -> merged.contains(each.name())).forEach(star::add);
    left.star().stream().filter(each -> !merged.contains(each.name())).forEach(star::add);
    right.star().stream().filter(each -> !merged.contains(each.name())).forEach(star::add);
    return new Part(sql, star, both);
  }

  private static boolean isUnique(List<Column> columns) {
    return columns.stream().map(Column::name).distinct().count() == columns.size();
  }

  private static List<String> common(List<Column> left, List<Column> right) {
    List<String> common = new ArrayList<>();
    for (Column column : left) {
      boolean once =
          column.isNamed()
              && left.stream().filter(each -> each.name().equals(column.name())).count() == 1
              && right.stream().filter(each -> each.name().equals(column.name())).count() == 1;
      if (once && right.contains(column)) {
        common.add(column.name());
      }
    }
    return common;
  }

  private static Scope scopeOf(List<Relation> relations, @Nullable Scope parent) {
    Scope inner = new Scope(parent);
    relations.forEach(inner::add);
    return inner;
  }

  private Part primary(boolean lateral) {
    if (!generation.ctes().isEmpty() && choices.oneIn(3)) {
      Relation cte = choices.pick(generation.ctes());
      return aliased(
          generation.name(cte.qualifier()), cte.qualifier(), cte.columns(), false, false);
    }
    if (!generation.mayNest()) {
      return table();
    }
    return switch (choices.below(12)) {
      case 7 -> derived(queries.free(parent), "");
      case 8 -> lateral ? derived(queries.free(scope), "LATERAL ") : table();
      case 9 -> choices.oneIn(2) ? values() : series();
      case 10 -> nested();
      default -> table();
    };
  }

  private Part table() {
    String table = choices.pick(TABLES);
    boolean shadowed = generation.cte(table) != null;
    boolean qualified = choices.oneIn(8) || shadowed;
    String name = qualified ? "public." + generation.name(table) : generation.name(table);
    String only = choices.oneIn(20) ? "ONLY " : "";
    List<Column> columns = generation.schema.columns(table);
    return aliased(only + name, table, columns, true, generation.schema.hasKey(table));
  }

  private Part derived(Query query, String lateral) {
    return aliased(lateral + "(" + query.sql() + ")", "", query.columns(), false, false);
  }

  private Part values() {
    String rows =
        IntStream.range(0, 1 + choices.below(3))
            .mapToObj(
                row ->
                    "("
                        + expressions.literal(Type.INT)
                        + ", "
                        + expressions.literal(Type.TEXT)
                        + ")")
            .collect(Collectors.joining(", "));
    String alias = generation.alias("v");
    List<Column> columns =
        List.of(new Column("id", Type.INT), new Column(Schema.STATUS, Type.TEXT));
    String sql = "(VALUES %s) AS %s (id, %s)".formatted(rows, alias, Schema.STATUS);
    return added(sql, new Relation(alias, columns, false, false));
  }

  private Part series() {
    String alias = generation.alias("g");
    boolean ordinality = choices.oneIn(3);
    List<Column> columns =
        ordinality
            ? List.of(new Column("id", Type.INT), new Column("place", Type.INT))
            : List.of(new Column("id", Type.INT));
    String sql =
        "generate_series(1, 3)%s AS %s (%s)"
            .formatted(
                ordinality ? " WITH ORDINALITY" : "", alias, ordinality ? "id, place" : "id");
    return added(sql, new Relation(alias, columns, false, false));
  }

  /** A join in parentheses, with an alias or without one. */
  private Part nested() {
    FromClause inside = new FromClause(generation, expressions, queries, parent);
    generation.enter();
    Part part = inside.join(inside.primary(false));
    generation.leave();
    if (choices.oneIn(4)) {
      String alias = generation.alias("j");
      return added(
          "(" + part.sql() + ") AS " + alias, new Relation(alias, part.star(), false, false));
    }
    part.relations().forEach(scope::add);
    inside.scope.merged().forEach(scope::merge);
    return new Part("(" + part.sql() + ")", part.star(), part.relations());
  }

  /** Gives it an alias, or leaves it its name; adds it to the scope. */
  private Part aliased(String sql, String name, List<Column> columns, boolean table, boolean key) {
    String alias = generation.alias(name.isEmpty() ? "q" : name.substring(0, 1));
    boolean bare = !name.isEmpty() && !scope.hasRelation(name) && choices.oneIn(3);
    if (bare) {
      return added(sql, new Relation(name, columns, table, key));
    }
    if (choices.oneIn(12) && !scope.hasRelation("orders")) {
      alias = "orders";
    } else if (choices.oneIn(12)) {
      alias = '"' + alias.toUpperCase(java.util.Locale.ROOT) + '"';
    }
    String as = choices.pick(" AS ", " ") + alias;
    if (choices.oneIn(10) && columns.stream().allMatch(Column::isNamed) && columns.size() > 1) {
      return renamed(sql + as, alias, columns, table);
    }
    return added(sql + as, new Relation(alias, columns, table, key));
  }

  /** A column alias list, over some of the columns or all. */
  private Part renamed(String sql, String alias, List<Column> columns, boolean table) {
    int count = 1 + choices.below(columns.size());
    List<Column> renamed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = i < count ? generation.alias("a") : columns.get(i).name();
      renamed.add(new Column(name, columns.get(i).type()));
    }
    String list =
        renamed.subList(0, count).stream().map(Column::name).collect(Collectors.joining(", "));
    return added(sql + " (" + list + ")", new Relation(alias, renamed, table, false));
  }

  private Part added(String sql, Relation relation) {
    scope.add(relation);
    return new Part(sql, relation.columns(), List.of(relation));
  }
}
