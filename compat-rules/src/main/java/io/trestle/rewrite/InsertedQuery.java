package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Tokens;
import java.util.List;
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
  private final Tokens tokens;
  private final InsertedColumns columns;
  private final @Nullable Cte ctes;

  InsertedQuery(QueryWalker walker, InsertedColumns columns, @Nullable Cte ctes) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.columns = columns;
    this.ctes = ctes;
  }

  void treat(Select query) {
    List<String> output = walker.query(query, null, ctes);
    int width = output == null ? -1 : output.size();
    int excess = columns.excess(width);
    if (excess >= 0 && query instanceof PlainSelect plain) {
      throw InsertedColumns.excessError(itemToken(plain, excess));
    }
    int place = columns.place(width);
    if (place < 0) {
      return;
    }
    SelectItem<?> item = item(query, place, width);
    int first = walker.structure().first(item.getExpression());
    int last = walker.structure().last(item.getExpression());
    AssignedValue value = AssignedValue.of(analysis, first, last);
    if (analysis.phase().write() == WriteFlag.HOLD) {
      hold((PlainSelect) query, value, item, place);
    } else {
      fill(value, item);
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
  private SelectItem<?> item(Select query, int place, int width) {
    boolean plain =
        query instanceof PlainSelect select
            && select.getDistinct() == null
            && select.getSelectItems().size() == width
            && select.getSelectItems().stream()
                .noneMatch(item -> item.getExpression() instanceof AllColumns);
    if (!plain || place >= width) {
      throw new UntreatableException(
          analysis.phase().write() == WriteFlag.HOLD
              ? RefusalCode.HELD_WRITE
              : RefusalCode.CONSTRUCT,
          "an INSERT of the column from a query that is no plain list of expressions",
          UntreatableException.NO_TOKEN);
    }
    return ((PlainSelect) query).getSelectItems().get(place);
  }

  private void hold(PlainSelect query, AssignedValue value, SelectItem<?> item, int place) {
    HeldWrites held = new HeldWrites(analysis);
    switch (value.certainty()) {
      case EQUAL_CONSTANT -> {}
      case PARAMETER -> {
        if (value.parameter() == 0) {
          throw new UntreatableException(
              RefusalCode.HELD_WRITE, "a parameter inside an expression", value.first());
        }
        held.parameter(value.parameter(), value.first());
      }
      case EXPRESSION -> {
        boolean readsColumn =
            item.getExpression() instanceof Column
                && walker.references().isEdited(value.first())
                && !walker.references().mayBeNull(value.first())
                && analysis.phase().read() == ReadFlag.VALUE;
        if (!readsColumn) {
          held.other(value.first());
        }
      }
      case NULL ->
          throw new UntreatableException("NULL for the column from a query", value.first());
      case DEFAULT, OTHER_CONSTANT -> held.other(value.first());
    }
    replaceItem(query, item, place);
  }

  /**
   * The output must keep its width for ORDER BY and GROUP BY by number, so that only the simple
   * query loses an item.
   */
  private void replaceItem(PlainSelect query, SelectItem<?> item, int place) {
    boolean ordered = query.getOrderByElements() != null || query.getGroupBy() != null;
    if (ordered || query.getSelectItems().size() == 1) {
      throw new UntreatableException(
          "an INSERT of the column from a query with GROUP BY or ORDER BY, or of nothing else");
    }
    columns.drop(place);
    int first = walker.structure().first(item);
    int last = walker.structure().last(item);
    analysis.explain(first, last);
    int start;
    int end;
    if (place > 0) {
      start = tokens.get(walker.structure().last(query.getSelectItem(place - 1))).end();
      end = tokens.get(last).end();
    } else {
      start = tokens.get(first).start();
      end = tokens.get(walker.structure().first(query.getSelectItem(1))).start();
    }
    analysis.edits().removeInside(start, end);
    analysis.edits().replace(start, end, "");
  }

  private void fill(AssignedValue value, SelectItem<?> item) {
    if (analysis.rule().rule().nullable()) {
      return;
    }
    switch (value.certainty()) {
      case EQUAL_CONSTANT, OTHER_CONSTANT -> {}
      case NULL -> analysis.replace(value.first(), value.last(), analysis.raise());
      case DEFAULT ->
          throw new UntreatableException("DEFAULT in a query", walker.structure().first(item));
      case PARAMETER, EXPRESSION -> {
        analysis.wrap(value.first(), value.last(), "COALESCE(", ", " + analysis.raise() + ")");
      }
    }
  }
}
