package io.trestle.rewrite;

import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * The only row of an INSERT … VALUES, written as a query, so that the server judges what is given
 * to columns whose writes are held. Literals and parameters among a query's columns take the types
 * of the target's, as in VALUES.
 */
final class JudgedRow {

  private static final String NAME = "trestle_judged";

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final CommaList row;
  private final List<String> values = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();

  JudgedRow(QueryWalker walker, CommaList row) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.row = row;
  }

  /**
   * Has a value judged, which leaves its place.
   *
   * @return whether that can be done
   */
  boolean judge(
      HeldWrites held,
      AssignedValue value,
      Expression expression,
      Scope scope,
      @Nullable Cte ctes) {
    boolean set = SetReturning.isCalled(analysis, value.first(), value.last());
    if (!held.areJudged() || set || !isQuery() || isLate(value) || servesElsewhere(value)) {
      return false;
    }
    int before = analysis.edits().size();
    walker.expression(expression, scope, ctes);
    if (analysis.edits().size() > before) {
      return false; // its text would have to be moved with what was done to it
    }
    String name = NAME + values.size(); // no name of the row's own
    values.add("(" + tokens.text(value.first(), value.last()) + ") AS " + name);
    conditions.add(held.judged(NAME + "." + name, "true", value.first()));
    return true;
  }

  /** Whether all that the row may hold may stand in a query and means the same there. */
  private boolean isQuery() {
    for (int i = row.first(0); i <= row.last(row.size() - 1); i++) {
      if (tokens.opensQuery(i)) {
        i = Math.max(i, tokens.partner(i)); // a subquery counts its own rows
      } else if (analysis.isOfRows(i)) {
        return false;
      }
    }
    return row.items().stream().noneMatch(this::isRow);
  }

  /** A row constructor takes the type of a column, but not through a query. */
  private boolean isRow(int[] item) {
    int open = tokens.isWord(item[0], "row") ? item[0] + 1 : item[0];
    return tokens.is(open, "(")
        && tokens.partner(open) == item[1]
        && (open > item[0] || CommaList.at(tokens, open).size() > 1);
  }

  /** Whether a value is of what the ones before it have done: it is judged before them. */
  private boolean isLate(AssignedValue value) {
    for (int i = value.first(); i <= value.last(); i++) {
      if (tokens.isAnyWord(i, "currval", "lastval", "current_setting")) {
        return true;
      }
    }
    return false;
  }

  /** Whether a parameter of a value might get another type than it has elsewhere. */
  private boolean servesElsewhere(AssignedValue value) {
    for (int i = value.first(); i <= value.last(); i++) {
      if (tokens.get(i).kind() == Kind.PARAMETER) {
        List<Integer> places = analysis.mentions().of(Analysis.parameterNumber(tokens.get(i)));
        if (places.get(0) < value.first() || places.get(places.size() - 1) > value.last()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Makes a query of the row, where a value is judged.
   *
   * @param keyword the token VALUES
   * @param columns what the values are for
   * @param ruled the places of columns under rules
   * @param dropped the values that leave it
   * @return those, and the ones that a query cannot have: a column that is not named gets its
   *     default
   */
  Set<Integer> apply(
      int keyword, InsertedColumns columns, Map<Integer, ActiveRule> ruled, Set<Integer> dropped) {
    if (values.isEmpty()) {
      return dropped;
    }
    Set<Integer> leaving = new HashSet<>(dropped);
    for (int i = 0; i < row.size(); i++) {
      ActiveRule rule = ruled.get(i);
      boolean asked = row.first(i) == row.last(i) && tokens.isWord(row.first(i), "default");
      if (asked && rule == null && columns.mayLeave(i)) {
        leaving.add(i);
      } else if (asked && (rule == null || rule.isDerived())) {
        throw new UntreatableException("DEFAULT beside a value that is judged", row.first(i));
      }
    }
    if (leaving.size() == row.size()) {
      throw new UntreatableException(
          "an INSERT of an expression for the column and of no other value", row.open());
    }
    analysis.replace(keyword, row.open(), "SELECT ");
    int close = tokens.partner(row.open());
    analysis.replace(
        close,
        close,
        " FROM (SELECT %s OFFSET 0) AS %s WHERE %s"
            .formatted(String.join(", ", values), NAME, String.join(" AND ", conditions)));
    return leaving;
  }
}
