package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.Values;

/**
 * A query around the query of INSERT … SELECT, in which columns are changed or left out that cannot
 * be reached inside: those of a star, of DISTINCT, of UNION. The query keeps its text, its order
 * and its number of columns.
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
   * Puts the query into the envelope, if that has something to do.
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
        items.add(changed.getOrDefault(i, UnaryOperator.identity()).apply(column(i)));
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
   * table. All else has a type of its own.
   */
  private void requireTypes(Select query) {
    if (query instanceof ParenthesedSelect inner) {
      requireTypes(inner.getSelect());
    } else if (query instanceof Values || tokens.isWord(first, "values")) {
      throw new UntreatableException("an INSERT of the column from VALUES in a query", first);
    } else if (query instanceof PlainSelect plain && !walker.isTable(query)) {
      int untyped = untyped(plain, dropped);
      if (untyped >= 0) {
        throw new UntreatableException(
            "an INSERT of the column beside a literal or parameter, from a query that is no plain list of expressions",
            untyped);
      }
    }
  }

  /**
   * The first literal or parameter that would not keep its type; -1 where there is none.
   *
   * @param without columns that are left out
   */
  int untyped(PlainSelect query, Set<Integer> without) {
    List<SelectItem<?>> items = query.getSelectItems();
    for (int i = 0; i < items.size(); i++) {
      boolean leaves = items.size() == width && without.contains(i);
      int untyped = leaves ? -1 : untyped(items.get(i));
      if (untyped >= 0) {
        return untyped;
      }
    }
    return -1;
  }

  private int untyped(SelectItem<?> item) {
    int from = walker.structure().first(item);
    int behind = walker.structure().last(item) + 1;
    while (tokens.is(from, "(") && tokens.partner(from) > from) {
      behind = tokens.partner(from);
      from++;
    }
    Token token = tokens.get(from);
    boolean alone = from + 1 >= behind || tokens.get(from + 1).isName(); // an alias, with AS or not
    boolean untyped =
        alone
            && (token.kind() == Kind.STRING
                || token.kind() == Kind.PARAMETER
                || token.isWord("null"));
    return untyped ? from : -1;
  }
}
