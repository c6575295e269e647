package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.sql.Tokens;
import java.util.List;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.update.Update;
import org.jspecify.annotations.Nullable;

/** What INSERT and UPDATE have in common. */
final class Writes {

  /** The name of a value that is judged by {@link #judge}. */
  static final String JUDGED = "trestle_judged.v";

  private Writes() {}

  /**
   * Treats an INSERT, UPDATE or DELETE.
   *
   * @param end the token behind it
   * @param outer the WITH queries around it
   * @return the names of what it returns; null where some are not known
   */
  static @Nullable List<String> rewrite(
      QueryWalker walker, Statement statement, int end, @Nullable Cte outer) {
    if (statement instanceof Insert insert) {
      return new InsertRewriter(walker, insert, end, outer).rewrite();
    } else if (statement instanceof Update update) {
      return UpdateRewriter.rewrite(walker, update, end, outer);
    } else if (statement instanceof Delete delete) {
      return DeleteRewriter.rewrite(walker, delete, outer);
    }
    throw new UntreatableException(
        RefusalCode.STATEMENT_KIND,
        "a statement of a kind that is not treated",
        UntreatableException.NO_TOKEN);
  }

  /**
   * Has the database raise 23502 when a value turns out to be NULL. The value keeps its own type,
   * so that it is assigned to the column as it would be without; it is computed once.
   *
   * @param row how SQL refers to the row that is written, so that a value that may be another one
   *     each time is computed for each; empty where there is one row
   */
  static void guardNotNull(Analysis analysis, ActiveRule rule, AssignedValue value, String row) {
    SetReturning.refuse(analysis, value);
    String condition = " WHERE v IS NOT NULL OR " + analysis.raise(rule) + " IS NULL";
    computed(analysis, value, row, "v", condition);
  }

  /**
   * Puts an expression over a value in its place.
   *
   * @param expression over {@link #JUDGED}, which is computed once for each row
   * @param row how SQL refers to the row that is written
   */
  static void judge(Analysis analysis, AssignedValue value, String expression, String row) {
    computed(analysis, value, row, expression, "");
  }

  /**
   * A query over a value, which OFFSET keeps the planner from computing anywhere else; the row is
   * named in it where the value may be another one each time.
   */
  private static void computed(
      Analysis analysis, AssignedValue value, String row, String output, String condition) {
    boolean each = !row.isEmpty() && calls(analysis, value);
    String named = each ? " WHERE " + row + ".tableoid IS NOT NULL" : "";
    analysis.wrap(
        value.first(),
        value.last(),
        "(SELECT " + output + " FROM (SELECT (",
        ") AS v" + named + " OFFSET 0) AS trestle_judged" + condition + ")");
  }

  /** Whether a value may call a function, which may give another value each time. */
  static boolean calls(Analysis analysis, AssignedValue value) {
    Tokens tokens = analysis.tokens();
    for (int i = value.first() + 1; i <= value.last(); i++) {
      if (tokens.is(i, "(") && tokens.get(i - 1).isName()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same for a parameter, whose type would be inferred otherwise. Where it serves elsewhere
   * too, its type is that of the column.
   */
  static void guardParameterNotNull(Analysis analysis, ActiveRule rule, AssignedValue value) {
    if (value.parameter() > 0 && analysis.declare(value)) {
      guardNotNull(analysis, rule, value, "");
    } else {
      guardInPlace(analysis, rule, value);
    }
  }

  /** The same for a value of the column's type, which stays in the query that it stands in. */
  static void guardInPlace(Analysis analysis, ActiveRule rule, AssignedValue value) {
    analysis.wrap(value.first(), value.last(), "COALESCE(", ", " + analysis.raise(rule) + ")");
  }

  /** The error for a column that the session's database does not have. */
  static TargetErrorException unknownColumn(ActiveRule rule, int token) {
    return new TargetErrorException(
        "42703",
        "column \"%s\" of relation \"%s\" does not exist"
            .formatted(rule.column(), rule.table().name()),
        token);
  }
}
