package io.trestle.rewrite;

import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.Values;

/**
 * A query around the query of INSERT … SELECT, in which columns are changed or left out that cannot
 * be reached inside: those of a star, of DISTINCT, of UNION. The query keeps its order, its number
 * of columns and its text, but for literals and parameters among its items, which are given
 * outside.
 */
final class QueryEnvelope {

  private static final String NAME = "trestle_query";

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final int first;
  private final int last;
  private final int width;
  private final Set<Integer> dropped = new HashSet<>();
  private final Map<Integer, UnaryOperator<String>> changed = new TreeMap<>();
  private final Map<Integer, String> taken = new TreeMap<>();
  private final List<String> conditions = new ArrayList<>();

  /**
   * @param first the query's first token
   * @param last its last one
   * @param width how many columns it has
   */
  QueryEnvelope(QueryWalker walker, int first, int last, int width) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.first = first;
    this.last = last;
    this.width = width;
  }

  /** Leaves a column out. */
  void drop(int column) {
    dropped.add(column);
  }

  /** Puts an expression over a column in its place. */
  void change(int column, UnaryOperator<String> expression) {
    changed.put(column, expression);
  }

  /** The name of a column of the query, as conditions have it. */
  static String column(int column) {
    return NAME + ".c" + column;
  }

  /** Lets only rows pass for which a condition holds. */
  void require(String condition) {
    conditions.add(condition);
  }

  /**
   * Puts the query into the envelope, if that has something to do. What was done to its items
   * before was not done to literals and parameters.
   *
   * @throws UntreatableException where a column would not keep its type, or the query cannot stand
   *     in FROM
   */
  void apply(Select query) {
    if (dropped.isEmpty() && changed.isEmpty()) {
      return;
    }
    if (width <= dropped.size()) {
      throw new UntreatableException("an INSERT of the column from a query of nothing else", first);
    }
    requireTypes(query);
    for (int i = first; i < last; i++) {
      if (tokens.is(i, "(") && tokens.isAnyWord(i + 1, "insert", "update", "delete", "merge")) {
        throw new UntreatableException(
            "an INSERT of the column from a query that writes itself", i + 1);
      }
    }
    List<String> names = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      names.add("c" + i);
      if (!dropped.contains(i)) {
        String column = taken.getOrDefault(i, column(i));
        items.add(changed.getOrDefault(i, UnaryOperator.identity()).apply(column));
      }
    }
    String before = "SELECT " + String.join(", ", items) + " FROM (";
    String behind = ") AS " + NAME + " (" + String.join(", ", names) + ")";
    if (!conditions.isEmpty()) { // which the planner must not take into the query: OFFSET fences it
      before += "SELECT * FROM (";
      behind += " OFFSET 0) AS " + NAME + " WHERE " + String.join(" AND ", conditions);
    }
    analysis.wrap(first, last, before, behind);
  }

  /**
   * A literal or parameter takes the type of the column that it goes to, but not through a derived
   * table: it is taken out of the query, where it has a place of its own. All else has a type of
   * its own.
   */
  private void requireTypes(Select query) {
    if (query instanceof ParenthesedSelect inner) {
      requireTypes(inner.getSelect());
    } else if (query instanceof Values || tokens.isWord(first, "values")) {
      throw new UntreatableException("an INSERT of the column from VALUES in a query", first);
    } else if (query instanceof PlainSelect plain && !walker.isTable(query)) {
      List<SelectItem<?>> items = plain.getSelectItems();
      for (int i = 0; i < items.size(); i++) {
        boolean listed = items.size() == width;
        int untyped = listed && dropped.contains(i) ? -1 : untyped(items.get(i));
        if (untyped >= 0 && !isSorted(plain, i)) {
          takeOut(i, untyped, listed && !changed.containsKey(i));
        }
      }
    }
  }

  /** Whether DISTINCT, or the number of an item in ORDER BY or GROUP BY, makes a text of it. */
  private boolean isSorted(PlainSelect query, int item) {
    if (query.getDistinct() != null && query.getDistinct().getOnSelectItems() == null) {
      return true;
    }
    List<Expression> keys = new ArrayList<>();
    if (query.getOrderByElements() != null) {
      query.getOrderByElements().forEach(element -> keys.add(element.getExpression()));
    }
    if (query.getGroupBy() != null) {
      keys.addAll(Grouping.expressions(query));
    }
    return keys.stream()
        .anyMatch(
            key ->
                key instanceof LongValue
                    && tokens
                        .get(walker.structure().first(key))
                        .value()
                        .equals(String.valueOf(item + 1)));
  }

  private void takeOut(int column, int token, boolean hasPlace) {
    if (!hasPlace || tokens.isWord(token + 1, "uescape")) {
      throw new UntreatableException(
          "an INSERT of the column beside a literal or parameter, from a query that is no plain list of expressions",
          token);
    }
    taken.put(column, tokens.text(token, token));
    analysis.replaceWhole(token, token, "NULL");
  }

  /**
   * Whether an item of a plain list is a literal or parameter, which has no type of its own.
   *
   * @param columns which of them
   */
  boolean isUntyped(PlainSelect query, Set<Integer> columns) {
    return columns.stream().anyMatch(i -> untyped(query.getSelectItem(i)) >= 0);
  }

  /** Where an item is a literal or parameter; -1 where it is anything else. */
  private int untyped(SelectItem<?> item) {
    int from = walker.structure().firstOfItem(item);
    int token = from;
    while (tokens.is(token, "(")) {
      token++;
    }
    boolean constant =
        tokens.get(token).kind() == Kind.STRING
            || tokens.get(token).kind() == Kind.PARAMETER
            || tokens.isWord(token, "null");
    if (!constant) {
      return -1;
    }
    int[] inner = tokens.withoutBrackets(from, walker.structure().lastOfItem(item));
    boolean alone = inner[0] == inner[1] || tokens.isWord(inner[0] + 1, "uescape");
    return alone ? inner[0] : -1;
  }
}
