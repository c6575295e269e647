package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY of one query block. A bare name in it is an input column of this block first, and an
 * output column only where there is none.
 */
final class Grouping {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private final List<Integer> outputNames = new ArrayList<>();

  Grouping(QueryWalker walker, Scope scope, @Nullable Cte ctes) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.scope = scope;
    this.ctes = ctes;
  }

  /** Walks what GROUP BY says of input columns, and notes in the scope how the block is grouped. */
  void inputs(PlainSelect select) {
    if (isGrouped(select)) {
      scope.setGrouped();
    }
    if (select.getGroupBy() == null) {
      return;
    }
    scope.setGroupedColumns(names(select));
    if (hasSets(select)) {
      scope.setGroupingSets();
    }
    int before = analysis.edits().size();
    boolean byOutput = false;
    List<Expression> withSubquery = new ArrayList<>();
    for (Expression expression : expressions(select)) {
      Column column = QueryWalker.bareColumn(expression);
      byOutput |= expression instanceof LongValue || (column != null && isNoInput(column));
      if (column != null && isNoInput(column) && analysis.isColumnName(first(column))) {
        outputNames.add(first(column));
      } else if (hasSubquery(expression)) {
        withSubquery.add(expression);
      } else {
        input(expression, select);
      }
    }
    boolean mayBeColumn = byOutput && outputMentionsColumn(select);
    if (analysis.edits().size() > before || mayBeColumn) {
      scope.setGroupedByRuledColumn();
    }
    // To equal the same subquery in the select list it has to know what that one will know.
    withSubquery.forEach(expression -> input(expression, select));
  }

  private void input(Expression expression, PlainSelect select) {
    requireNoOutputName(expression, select);
    walker.expression(expression, scope, ctes);
  }

  private boolean hasSubquery(Expression expression) {
    for (int i = first(expression); i <= walker.structure().last(expression); i++) {
      if (tokens.isAnyWord(i, "select", "values", "table")) {
        return true;
      }
    }
    return false;
  }

  private boolean hasSets(PlainSelect select) {
    return !select.getGroupBy().getGroupingSets().isEmpty()
        || expressions(select).stream().anyMatch(this::isSets);
  }

  /**
   * A name inside ROLLUP and the like may be an output name too, which the hidden column would
   * take.
   */
  private void requireNoOutputName(Expression expression, PlainSelect select) {
    if (!(expression instanceof Function) || !outputMentionsColumn(select)) {
      return;
    }
    for (int i = first(expression); i <= walker.structure().last(expression); i++) {
      if (analysis.isColumnName(i) && analysis.rules().isHidden(tokens.get(i).value())) {
        throw new UntreatableException("an output name inside GROUP BY", i);
      }
    }
  }

  /** The columns that are grouped by, by name or by the number or name of an output column. */
  private Set<String> names(PlainSelect select) {
    Set<String> names = new HashSet<>();
    List<SelectItem<?>> items = select.getSelectItems();
    for (Expression expression : expressions(select)) {
      addNames(expression, names);
      if (expression instanceof LongValue number) {
        Column column = outputColumn(items, tokens.get(first(number)).value());
        if (column != null) {
          names.add(NamePath.at(tokens, first(column)).name());
        }
      }
    }
    for (SelectItem<?> item : items) {
      Column column = QueryWalker.bareColumn(item.getExpression());
      boolean named = item.getAlias() != null && column != null;
      if (named && names.contains(tokens.get(walker.structure().last(item)).value())) {
        names.add(NamePath.at(tokens, first(column)).name());
      }
    }
    return names;
  }

  /** In sets, too: a column of any of them may be used, and is NULL where a row is of another. */
  private void addNames(Expression expression, Set<String> names) {
    Column column = QueryWalker.bareColumn(expression);
    if (column != null) {
      names.add(NamePath.at(tokens, first(column)).name());
    } else if (expression instanceof ExpressionList<?> list) {
      list.forEach(each -> addNames(each, names));
    } else if (isSets(expression) && ((Function) expression).getParameters() != null) {
      ((Function) expression).getParameters().forEach(each -> addNames(each, names));
    }
  }

  private boolean isSets(Expression expression) {
    return expression instanceof Function
        && tokens.isAnyWord(first(expression), "rollup", "cube", "grouping");
  }

  /** The column that an output is by its number; null for anything else. */
  private static @Nullable Column outputColumn(List<SelectItem<?>> items, String number) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).getExpression() instanceof AllColumns) {
        return null; // what follows has other numbers
      } else if (String.valueOf(i + 1).equals(number)) {
        return QueryWalker.bareColumn(items.get(i).getExpression());
      }
    }
    return null;
  }

  /** All that a query is grouped by. */
  static List<Expression> expressions(PlainSelect select) {
    List<Expression> all = new ArrayList<>();
    for (Object expression : select.getGroupBy().getGroupByExpressionList()) {
      all.add((Expression) expression);
    }
    select.getGroupBy().getGroupingSets().forEach(all::addAll);
    return all;
  }

  private int first(Object node) {
    return walker.structure().first(node);
  }

  private boolean isNoInput(Column column) {
    NamePath path = NamePath.at(tokens, first(column));
    return path.size() == 1
        && scope.bindings().stream()
            .noneMatch(binding -> binding.columns() == null || binding.has(path.name()));
  }

  private boolean outputMentionsColumn(PlainSelect select) {
    List<SelectItem<?>> items = select.getSelectItems();
    for (int i = first(items.get(0));
        i <= walker.structure().last(items.get(items.size() - 1));
        i++) {
      if (analysis.isColumnName(i)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is GROUP BY, HAVING or, anywhere in the block, an aggregate. */
  private boolean isGrouped(PlainSelect select) {
    if (select.getGroupBy() != null || select.getHaving() != null) {
      return true;
    }
    List<SelectItem<?>> items = select.getSelectItems();
    if (items == null || items.isEmpty()) {
      return false;
    }
    for (int i = first(items.get(0)); i + 1 < tokens.size(); i++) {
      if (tokens.is(i, ";") || (tokens.is(i, ")") && tokens.partner(i) < first(items.get(0)))) {
        return false;
      }
      if (analysis.isAggregate(i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Replaces names of output columns by their numbers: the name would mean a column that is hidden
   * from this session, or one of a block outside.
   *
   * @param columns the names of the block's output; null where they are not known
   */
  void outputs(@Nullable List<String> columns, OutputMeanings meanings) {
    for (int token : outputNames) {
      int index = columns == null ? -1 : columns.indexOf(tokens.get(token).value());
      if (index < 0) {
        walker.references().column(token, scope, false);
      } else {
        meanings.requireOne(tokens.get(token).value(), "GROUP BY", token);
        analysis.explain(token);
        analysis.replace(token, token, String.valueOf(index + 1));
      }
    }
  }
}
