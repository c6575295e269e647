package io.trestle.rewrite;

import io.trestle.engine.HeldParameter;
import io.trestle.engine.RefusalCode;
import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.Values;
import org.jspecify.annotations.Nullable;

/** The rows of INSERT … VALUES. */
final class InsertedRows {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final InsertedColumns columns;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private final boolean conditional;
  private @Nullable JudgedRow judged;

  /**
   * @param scope what the values see
   * @param conditional whether it is known only at the run that the rows are inserted, as in MERGE
   */
  InsertedRows(
      QueryWalker walker,
      InsertedColumns columns,
      Scope scope,
      @Nullable Cte ctes,
      boolean conditional) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.columns = columns;
    this.scope = scope;
    this.ctes = ctes;
    this.conditional = conditional;
  }

  /**
   * Treats all rows.
   *
   * @param keyword the token VALUES
   * @param end the token behind the statement
   */
  void treat(Values values, int keyword, int end) {
    List<CommaList> rows = rows(keyword + 1, end);
    List<List<? extends Expression>> expressions = expressions(values, rows);
    int width = rows.get(0).size();
    for (int i = 0; i < rows.size(); i++) {
      boolean read = !expressions.get(i).isEmpty();
      if (expressions.get(i).stream().anyMatch(AllTableColumns.class::isInstance)) {
        throw new UntreatableException("a star among the values of a row", rows.get(i).open());
      }
      if (rows.get(i).size() != width || (read && expressions.get(i).size() != width)) {
        throw new TargetErrorException(
            "42601", "VALUES lists must all be the same length", rows.get(i).first(0));
      }
    }
    if (columns.missing(width) >= 0) {
      throw new TargetErrorException(
          "42601", "INSERT has more target columns than expressions", columns.missing(width));
    }
    int excess = columns.excess(width);
    if (excess >= 0) {
      throw InsertedColumns.excessError(rows.get(0).first(excess));
    }
    Map<Integer, ActiveRule> places = new HashMap<>();
    Set<Integer> dropped = new HashSet<>();
    for (InsertedColumns.Place place : columns.places(width)) {
      places.put(place.index(), place.rule());
      if (isHeld(place.rule()) && !place.rule().insertsUnfilled()) {
        dropped.add(place.index());
      }
    }
    columns.holdOmitted(width);
    judged = rows.size() == 1 && !conditional ? new JudgedRow(walker, rows.get(0)) : null;
    for (int i = 0; i < rows.size(); i++) {
      row(rows.get(i), expressions.get(i), places);
    }
    Set<Integer> leaving =
        judged == null ? dropped : judged.apply(keyword, columns, places, dropped);
    for (CommaList row : rows) {
      drop(row, leaving);
    }
    columns.drop(leaving, width, fill(rows, expressions, width));
  }

  /** Fills derived columns where that can be done; gives the columns that rows have got behind. */
  private List<String> fill(
      List<CommaList> rows, List<List<? extends Expression>> expressions, int width) {
    List<String> added = new ArrayList<>();
    for (InsertFill fill : columns.fills(width)) {
      if (fill.isDerived() && rows.size() > InsertFill.MOST_ROWS) {
        continue;
      }
      List<@Nullable String> values = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        CommaList row = rows.get(i);
        List<? extends Expression> read = expressions.get(i);
        values.add(
            fill.value(
                place ->
                    InsertedValue.at(
                        walker,
                        row.first(place),
                        row.last(place),
                        read.isEmpty() ? null : read.get(place))));
      }
      if (fill.place() >= 0) {
        replaceDefaults(rows, fill.place(), values);
      } else if (values.stream().anyMatch(Objects::nonNull)) {
        added.add(fill.column());
        for (int i = 0; i < rows.size(); i++) {
          String value = values.get(i);
          analysis.insertBefore(
              tokens.partner(rows.get(i).open()), ", " + (value == null ? "DEFAULT" : value));
        }
      }
    }
    return added;
  }

  /** DEFAULT and NULL for a derived column ask for V. */
  private void replaceDefaults(List<CommaList> rows, int place, List<@Nullable String> values) {
    for (int i = 0; i < rows.size(); i++) {
      CommaList row = rows.get(i);
      String value = values.get(i);
      boolean asks =
          row.first(place) == row.last(place)
              && tokens.isAnyWord(row.first(place), "default", "null");
      if (asks && value != null) {
        analysis.replace(row.first(place), row.last(place), value);
      }
    }
  }

  private List<CommaList> rows(int from, int end) {
    List<CommaList> rows = new ArrayList<>();
    int at = from;
    while (tokens.is(at, "(") && tokens.partner(at) > at) {
      rows.add(CommaList.at(tokens, at));
      at = tokens.partner(at) + 1;
      if (!tokens.is(at, ",")) {
        break;
      }
      at++;
    }
    boolean ended = at >= end || tokens.isAnyWord(at, "on", "returning");
    if (rows.isEmpty() || !ended) {
      throw new UntreatableException("a VALUES list with further clauses", from);
    }
    return rows;
  }

  /** The expressions of each row; none for a row that holds nothing to be walked. */
  private List<List<? extends Expression>> expressions(Values values, List<CommaList> rows) {
    List<List<? extends Expression>> read = new ArrayList<>();
    if (values.getExpressions() instanceof ParenthesedExpressionList<?> single) {
      read.add(single);
    } else {
      for (Expression row : values.getExpressions()) {
        if (row instanceof ParenthesedExpressionList<?> list) {
          read.add(list);
        }
      }
    }
    MaskedText masked = walker.structure().masked();
    List<List<? extends Expression>> lists = new ArrayList<>(rows.size());
    int next = 0;
    for (CommaList row : rows) {
      if (masked.leavesOut(row.open())) {
        lists.add(List.of());
      } else if (next < read.size()) {
        lists.add(read.get(next++));
      }
    }
    if (next != read.size() || lists.size() != rows.size()) {
      throw new UntreatableException("a VALUES list that cannot be read for certain");
    }
    return lists;
  }

  private static boolean isHeld(ActiveRule rule) {
    return rule.phase().write() == WriteFlag.HOLD;
  }

  private void row(
      CommaList row, List<? extends Expression> expressions, Map<Integer, ActiveRule> places) {
    for (int i = 0; i < row.size(); i++) {
      ActiveRule rule = places.get(i);
      Expression expression = expressions.isEmpty() ? null : expressions.get(i);
      if (rule == null) {
        walker.expression(expression, scope, ctes);
        continue;
      }
      AssignedValue value = AssignedValue.of(analysis, rule, row.first(i), row.last(i));
      if (isHeld(rule)) {
        hold(rule, value, expression);
        if (rule.insertsUnfilled()) {
          analysis.replaceWhole(value.first(), value.last(), rule.nullValue());
        }
      } else {
        fill(rule, value, expression);
      }
    }
  }

  private void drop(CommaList row, Set<Integer> dropped) {
    if (dropped.size() < row.size()) {
      row.remove(analysis, dropped);
    } else {
      int last = row.last(row.size() - 1);
      analysis.explain(row.first(0), last);
      analysis.replace(row.first(0), last, "DEFAULT");
    }
  }

  private void hold(ActiveRule rule, AssignedValue value, @Nullable Expression expression) {
    HeldWrites held = new HeldWrites(analysis, rule);
    switch (value.certainty()) {
      case DEFAULT -> held.byDefault(value.first());
      case EQUAL_CONSTANT -> {}
      case NULL -> {
        if (rule.isDerived()) {
          return; // what fills the column cannot tell NULL from a column that is omitted
        } else if (conditional && !rule.rule().nullable()) {
          throw UntreatableException.under(
              rule, RefusalCode.CONSTRUCT, "NULL for the column in MERGE", value.first());
        } else if (rule.rule().nullable()) {
          held.other(value.first());
        } else {
          analysis.failAlways(rule.notNullViolation());
        }
      }
      case PARAMETER -> {
        if (rule.isDerived()) {
          held.proposedParameter(value);
        } else if (conditional) {
          held.parameterOfV(value);
        } else {
          held.parameter(value);
        }
      }
      case OTHER_CONSTANT -> held.other(value.first());
      case EXPRESSION -> {
        JudgedRow row = judged;
        if (row == null || expression == null || !row.judge(held, value, expression, scope, ctes)) {
          held.other(value.first());
          SetReturning.refuse(analysis, value);
        }
      }
    }
  }

  private void fill(ActiveRule rule, AssignedValue value, @Nullable Expression expression) {
    boolean nullable = rule.rule().nullable() || rule.isDerived();
    switch (value.certainty()) {
      case DEFAULT -> {
        if (!rule.isDerived()) {
          analysis.replace(value.first(), value.last(), rule.defaultValue(""));
        }
      }
      case EQUAL_CONSTANT, OTHER_CONSTANT -> {}
      case NULL -> {
        if (!nullable) {
          analysis.replace(value.first(), value.last(), analysis.raise(rule));
        }
      }
      case PARAMETER -> {
        if (!nullable && conditional) {
          walker.expression(expression, scope, ctes);
          Writes.guardParameterNotNull(analysis, rule, value);
        } else if (!nullable && value.parameter() > 0 && analysis.isOnlyPlanned()) {
          return; // as it is planned, NULL or not
        } else if (!nullable && value.parameter() > 0) {
          analysis.check(
              new HeldParameter(
                  value.parameter(), null, false, rule.notNullViolation(), null, null));
        } else if (!nullable) {
          Writes.guardNotNull(analysis, rule, value, "");
        }
      }
      case EXPRESSION -> {
        walker.expression(expression, scope, ctes);
        if (!nullable) {
          if (conditional && Writes.calls(analysis, value)) {
            Writes.guardInPlace(analysis, rule, value); // for each row
          } else {
            Writes.guardNotNull(analysis, rule, value, "");
          }
        }
      }
    }
  }
}
