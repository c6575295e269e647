package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/** The query of INSERT … SELECT. */
final class InsertedQuery {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final InsertedColumns columns;
  private final @Nullable Cte ctes;

  InsertedQuery(QueryWalker walker, InsertedColumns columns, @Nullable Cte ctes) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.columns = columns;
    this.ctes = ctes;
  }

  void treat(Select query) {
    List<String> output = walker.query(query, null, ctes);
    int width = output == null ? -1 : output.size();
    int excess = columns.excess(width);
    if (excess >= 0 && query instanceof PlainSelect plain && !walker.isTable(query)) {
      throw InsertedColumns.excessError(itemToken(plain, excess));
    }
    Set<Integer> dropped = new HashSet<>();
    for (InsertedColumns.Place place : columns.places(width)) {
      ActiveRule rule = place.rule();
      if (rule.isDerived() && rule.phase().write() != WriteFlag.HOLD) {
        continue; // any value passes, and NULL asks for V
      }
      SelectItem<?> item = item(rule, query, place.index(), width);
      int first = walker.structure().first(item.getExpression());
      int last = walker.structure().last(item.getExpression());
      AssignedValue value = AssignedValue.of(analysis, rule, first, last);
      if (rule.phase().write() == WriteFlag.HOLD) {
        hold(rule, value, item);
        dropped.add(place.index());
      } else {
        fill(rule, value, item);
      }
    }
    columns.drop(dropped, width);
    if (!dropped.isEmpty()) {
      removeItems((PlainSelect) query, dropped);
    }
  }

  /** The item that gives a column of the output, or the star that it comes from. */
  private int itemToken(PlainSelect query, int column) {
    int last = query.getSelectItems().size() - 1;
    return walker.structure().first(query.getSelectItem(Math.min(column, last)));
  }

  /**
   * The item that gives the ruled column's value, in the one form of query in which it can be
   * changed alone.
   */
  private static SelectItem<?> item(ActiveRule rule, Select query, int place, int width) {
    boolean plain =
        query instanceof PlainSelect select
            && select.getDistinct() == null
            && select.getSelectItems().size() == width
            && select.getSelectItems().stream()
                .noneMatch(item -> item.getExpression() instanceof AllColumns);
    if (!plain || place >= width) {
      throw UntreatableException.under(
          rule,
          rule.phase().write() == WriteFlag.HOLD ? RefusalCode.HELD_WRITE : RefusalCode.CONSTRUCT,
          "an INSERT of the column from a query that is no plain list of expressions",
          UntreatableException.NO_TOKEN);
    }
    return ((PlainSelect) query).getSelectItems().get(place);
  }

  private void hold(ActiveRule rule, AssignedValue value, SelectItem<?> item) {
    HeldWrites held = new HeldWrites(analysis, rule);
    switch (value.certainty()) {
      case EQUAL_CONSTANT -> {}
      case PARAMETER -> {
        if (value.parameter() == 0) {
          throw UntreatableException.under(
              rule, RefusalCode.HELD_WRITE, "a parameter inside an expression", value.first());
        }
        if (rule.isDerived()) {
          held.proposedParameter(value.parameter(), value.first());
        } else {
          held.parameter(value.parameter(), value.first());
        }
      }
      case EXPRESSION -> {
        boolean readsColumn =
            item.getExpression() instanceof Column
                && NamePath.at(analysis.tokens(), value.first()).last() == value.last()
                && walker.references().isEdited(value.first())
                && !walker.references().mayBeNull(value.first())
                && rule.phase().read() == ReadFlag.VALUE
                && !rule.isDerived()
                && walker.references().isReadOf(rule, value.first());
        if (!readsColumn) {
          held.other(value.first());
        }
      }
      case NULL -> {
        if (!rule.isDerived()) {
          throw new UntreatableException("NULL for the column from a query", value.first());
        }
      }
      case DEFAULT, OTHER_CONSTANT -> held.other(value.first());
    }
  }

  /**
   * The output must keep its width for ORDER BY and GROUP BY by number, so that only the simple
   * query loses an item.
   */
  private void removeItems(PlainSelect query, Set<Integer> dropped) {
    boolean ordered = query.getOrderByElements() != null || query.getGroupBy() != null;
    if (ordered || query.getSelectItems().size() == dropped.size()) {
      throw new UntreatableException(
          "an INSERT of the column from a query with GROUP BY or ORDER BY, or of nothing else");
    }
    List<int[]> items = new ArrayList<>();
    for (SelectItem<?> item : query.getSelectItems()) {
      items.add(new int[] {walker.structure().first(item), walker.structure().last(item)});
    }
    CommaList.remove(analysis, items, dropped);
  }

  private void fill(ActiveRule rule, AssignedValue value, SelectItem<?> item) {
    if (rule.rule().nullable()) {
      return;
    }
    switch (value.certainty()) {
      case EQUAL_CONSTANT, OTHER_CONSTANT -> {}
      case NULL -> analysis.replace(value.first(), value.last(), analysis.raise(rule));
      case DEFAULT ->
          throw new UntreatableException("DEFAULT in a query", walker.structure().first(item));
      case PARAMETER, EXPRESSION -> {
        analysis.wrap(value.first(), value.last(), "COALESCE(", ", " + analysis.raise(rule) + ")");
      }
    }
  }
}
