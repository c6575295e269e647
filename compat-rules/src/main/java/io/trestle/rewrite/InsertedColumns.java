package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which columns an INSERT gives values for, and where among them the ruled one stands. */
final class InsertedColumns {

  private final Analysis analysis;
  private final boolean ruledTarget;
  private final @Nullable CommaList list;

  /**
   * @param list the column list, or null where there is none
   */
  InsertedColumns(QueryWalker walker, Binding target, @Nullable CommaList list) {
    this.analysis = walker.analysis();
    this.ruledTarget = target.isRuled();
    this.list = list;
    if (list != null) {
      explainList(list);
    }
  }

  private void explainList(CommaList columns) {
    boolean seen = false;
    for (int[] item : columns.items()) {
      if (ruledTarget && analysis.isColumnName(item[0]) && seen) {
        throw new TargetErrorException(
            "42701",
            "column \"%s\" specified more than once".formatted(analysis.rule().column()),
            item[0]);
      }
      seen |= analysis.isColumnName(item[0]);
      if (ruledTarget && analysis.isColumnName(item[0])) {
        if (!analysis.known()) {
          throw Writes.unknownColumn(analysis, item[0]);
        }
        if (item[0] != item[1]) {
          throw new UntreatableException("an INSERT into a part of the column", item[0]);
        }
      }
      analysis.explain(item[0], item[1]);
    }
  }

  /**
   * The place of the ruled column among the values, or -1 where no value is given for it.
   *
   * @param width how many values a row has, or -1 where that is not known
   */
  int place(int width) {
    if (!ruledTarget) {
      return -1;
    }
    if (list != null) {
      Tokens tokens = analysis.tokens();
      List<String> names = list.items().stream().map(item -> tokens.get(item[0]).value()).toList();
      return analysis.known() ? names.indexOf(analysis.rule().column()) : -1;
    }
    return positional(width);
  }

  /** The first column that gets no value because a row is too short; -1 where there is none. */
  int missing(int width) {
    return list != null && list.size() > width ? list.first(width) : -1;
  }

  /** The first value that has no column in the target; -1 where there is none. */
  int excess(int width) {
    if (!ruledTarget) {
      return -1;
    }
    int columns = list != null ? list.size() : analysis.visibleColumns().size();
    return width > columns ? columns : -1;
  }

  static TargetErrorException excessError(int token) {
    return new TargetErrorException(
        "42601", "INSERT has more expressions than target columns", token);
  }

  private int positional(int width) {
    int others = analysis.rule().otherColumns().size();
    if (width < 0) {
      throw new UntreatableException(
          "an INSERT without column list, of a query whose width is not known");
    }
    if (analysis.rule().isFollowedByOthers()) {
      throw new UntreatableException(
          "an INSERT without column list into a table with columns behind the ruled one");
    }
    if (width <= others) {
      return -1;
    }
    return width == others + 1 ? others : -1;
  }

  /** INSERT … DEFAULT VALUES: the database's own default, or nothing, is what the column gets. */
  void defaultValues() {
    if (list != null) {
      throw new UntreatableException("DEFAULT VALUES behind a column list");
    }
  }

  /** Takes the ruled column out of the list; the only column is replaced by another one. */
  void drop(int place) {
    if (list == null) {
      return;
    }
    if (list.size() > 1) {
      list.remove(analysis, place);
    } else {
      String other = Names.quote(Writes.ordinaryColumn(analysis));
      analysis.replace(list.first(0), list.last(0), other);
    }
  }
}
