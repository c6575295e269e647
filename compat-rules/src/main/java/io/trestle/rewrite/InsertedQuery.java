package io.trestle.rewrite;

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
  private boolean grouped;

  InsertedQuery(QueryWalker walker, InsertedColumns columns, @Nullable Cte ctes) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.columns = columns;
    this.ctes = ctes;
  }

  /**
   * Treats the query.
   *
   * @param from its first token
   * @param end the token behind it
   */
  void treat(Select query, int from, int end) {
    List<String> output = walker.outermost(query, ctes);
    int width = output == null ? -1 : output.size();
    int excess = columns.excess(width);
    if (excess >= 0 && query instanceof PlainSelect plain && !walker.isTable(query)) {
      throw InsertedColumns.excessError(itemToken(plain, excess));
    }
    if (width >= 0 && columns.missing(width) >= 0) {
      throw new TargetErrorException(
          "42601", "INSERT has more target columns than expressions", columns.missing(width));
    }
    columns.holdOmitted(width);
    List<InsertedColumns.Place> places = new ArrayList<>(columns.places(width));
    // Any value passes for a derived column, and NULL asks for V.
    places.removeIf(place -> place.rule().isDerived() && !isHeld(place.rule()));
    if (width < 0 && !places.isEmpty()) {
      throw new UntreatableException(
          "an INSERT of the column from a query whose columns are not known", from);
    }
    Set<Integer> dropped = new HashSet<>();
    for (InsertedColumns.Place place : places) {
      if (isHeld(place.rule()) && !place.rule().insertsUnfilled()) {
        dropped.add(place.index());
      }
    }
    QueryEnvelope envelope = new QueryEnvelope(walker, from, end - 1, width);
    if (!(query instanceof PlainSelect plain) || !isList(plain, width)) {
      places.forEach(place -> outside(place, UntreatableException.NO_TOKEN, envelope));
      envelope.apply(query);
      columns.drop(dropped, width, List.of());
      return;
    }
    grouped = plain.getGroupBy() != null || plain.getHaving() != null;
    Set<Integer> staying = new HashSet<>();
    places.forEach(place -> staying.add(place.index()));
    staying.removeAll(dropped);
    boolean typed = !envelope.isUntyped(plain, staying);
    boolean around = false;
    for (InsertedColumns.Place place : places) {
      SelectItem<?> item = plain.getSelectItem(place.index());
      AssignedValue value = AssignedValue.of(analysis, place.rule(), first(item), last(item));
      if (SetReturning.isCalled(analysis, value.first(), value.last())
          || (typed && isOutside(place.rule(), value, item))) {
        outside(place, value.first(), envelope);
        around = true;
      } else {
        inside(place.rule(), value, item);
      }
    }
    boolean ordered = plain.getOrderByElements() != null || plain.getGroupBy() != null;
    if (around || (ordered && !dropped.isEmpty())) {
      dropped.forEach(envelope::drop);
      envelope.apply(query); // numbers in ORDER BY and GROUP BY count all items
      columns.drop(dropped, width, List.of());
      return;
    }
    if (!dropped.isEmpty()) {
      removeItems(plain, dropped);
    }
    columns.drop(dropped, width, fill(plain, width));
  }

  private static boolean isHeld(ActiveRule rule) {
    return rule.phase().write() == WriteFlag.HOLD;
  }

  /**
   * Whether a value is better looked at from outside of the query: one for a held column of which
   * nothing can be told before the run, and one that may be another for each row, and must not be
   * NULL.
   */
  private boolean isOutside(ActiveRule rule, AssignedValue value, SelectItem<?> item) {
    if (value.certainty() != AssignedValue.Certainty.EXPRESSION) {
      return false;
    }
    return isHeld(rule)
        ? new HeldWrites(analysis, rule).areJudged() && !readsColumn(rule, item)
        : !rule.rule().nullable() && isOfEachRow(value);
  }

  /**
   * Whether a value may be another one for each row, or one of a group's, so that no query inside
   * may stand for it.
   */
  private boolean isOfEachRow(AssignedValue value) {
    return grouped || isOfItsQuery(value) || Writes.calls(analysis, value);
  }

  /** Whether an item is the column itself, read as V. */
  private boolean readsColumn(ActiveRule rule, SelectItem<?> item) {
    int first = first(item);
    return item.getExpression() instanceof Column
        && NamePath.at(analysis.tokens(), first).last() == last(item)
        && walker.references().isEdited(first)
        && !walker.references().mayBeNull(first)
        && rule.readFlag() == ReadFlag.VALUE
        && !rule.isDerived()
        && walker.references().isReadOf(rule, first);
  }

  private int first(SelectItem<?> item) {
    return walker.structure().firstOfItem(item);
  }

  private int last(SelectItem<?> item) {
    return walker.structure().lastOfItem(item);
  }

  /** Treats a column whose value is an item of the query. */
  private void inside(ActiveRule rule, AssignedValue value, SelectItem<?> item) {
    if (!isHeld(rule)) {
      fill(rule, value, item);
      return;
    }
    hold(rule, value, item);
    boolean leavesText = value.certainty() == AssignedValue.Certainty.PARAMETER;
    if (leavesText || rule.insertsUnfilled()) {
      analysis.replaceWhole(value.first(), value.last(), rule.nullValue());
    }
  }

  /**
   * Treats a column whose value comes out of the query, wherever it is from.
   *
   * @param token where it stands, if it does
   */
  private void outside(InsertedColumns.Place place, int token, QueryEnvelope envelope) {
    ActiveRule rule = place.rule();
    if (isHeld(rule)) {
      HeldWrites held = new HeldWrites(analysis, rule);
      if (held.areJudged()) {
        envelope.require(held.judged(QueryEnvelope.column(place.index()), "true", token));
      } else {
        held.other(token);
      }
      if (rule.insertsUnfilled()) {
        envelope.change(place.index(), column -> rule.nullValue());
      } else {
        envelope.drop(place.index());
      }
    } else if (!rule.rule().nullable()) {
      String raised = analysis.raise(rule);
      envelope.change(
          place.index(),
          column ->
              "CASE WHEN %1$s IS NULL THEN CASE WHEN %2$s IS NULL THEN %1$s END ELSE %1$s END"
                  .formatted(column, raised));
    }
  }

  /**
   * Fills derived columns where that can be done; gives the columns that the query has got behind.
   */
  private List<String> fill(PlainSelect query, int width) {
    List<String> added = new ArrayList<>();
    for (InsertFill fill : columns.fills(width)) {
      if (width == 0 || (grouped && fill.isDerived())) {
        continue; // one more item would not be allowed there
      }
      String value =
          fill.place() >= 0
              ? null
              : fill.value(
                  place -> {
                    SelectItem<?> item = query.getSelectItem(place);
                    return InsertedValue.at(walker, first(item), last(item), item.getExpression());
                  });
      if (value != null) {
        added.add(fill.column());
        SelectItem<?> last = query.getSelectItem(width - 1);
        analysis.insertAfter(walker.structure().endOfItem(last), ", " + value);
      }
    }
    return added;
  }

  /** The item that gives a column of the output, or the star that it comes from. */
  private int itemToken(PlainSelect query, int column) {
    int last = query.getSelectItems().size() - 1;
    return walker.structure().first(query.getSelectItem(Math.min(column, last)));
  }

  /** Whether each column of the output is an expression that can be changed by itself. */
  private static boolean isList(PlainSelect query, int width) {
    return query.getDistinct() == null
        && query.getSelectItems() != null
        && query.getSelectItems().size() == width
        && query.getSelectItems().stream()
            .noneMatch(item -> item.getExpression() instanceof AllColumns);
  }

  private void hold(ActiveRule rule, AssignedValue value, SelectItem<?> item) {
    HeldWrites held = new HeldWrites(analysis, rule);
    switch (value.certainty()) {
      case EQUAL_CONSTANT -> {}
      case PARAMETER -> {
        if (rule.isDerived()) {
          held.proposedParameter(value);
        } else {
          held.parameter(value);
        }
      }
      case EXPRESSION -> {
        if (!readsColumn(rule, item)) {
          held.other(value.first());
        }
      }
      case NULL -> {
        if (rule.rule().nullable()) {
          held.other(value.first());
        } else if (!rule.isDerived()) {
          throw new UntreatableException("NULL for the column from a query", value.first());
        }
      }
      case DEFAULT, OTHER_CONSTANT -> held.other(value.first());
    }
  }

  private void removeItems(PlainSelect query, Set<Integer> dropped) {
    if (query.getSelectItems().size() == dropped.size()) {
      throw new UntreatableException("an INSERT of the column from a query of nothing else");
    }
    CommaList.remove(analysis, walker.structure().items(query), dropped);
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
      case PARAMETER -> Writes.guardParameterNotNull(analysis, rule, value);
      case EXPRESSION -> {
        if (isOfEachRow(value)) {
          Writes.guardInPlace(analysis, rule, value);
        } else {
          Writes.guardNotNull(analysis, rule, value, "");
        }
      }
    }
  }

  /** Whether a value is computed from several rows of the query. */
  private boolean isOfItsQuery(AssignedValue value) {
    for (int i = value.first(); i < value.last(); i++) {
      if (analysis.isOfRows(i)) {
        return true;
      }
    }
    return false;
  }
}
