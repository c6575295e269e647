package io.trestle.rewrite;

import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which columns an INSERT gives values for, and where among them the ruled ones stand. */
final class InsertedColumns {

  private final Analysis analysis;
  private final Tokens tokens;
  private final Binding target;
  private final @Nullable CommaList list;
  private final int behind;
  private final boolean overriding;

  /**
   * A ruled column that is given a value.
   *
   * @param index where among the values, from 0
   */
  record Place(ActiveRule rule, int index) {}

  /**
   * @param list the column list, or null where there is none
   * @param behind the token behind the target's name and alias
   * @param overriding whether the values of some columns may be ignored
   */
  InsertedColumns(
      Analysis analysis, Binding target, @Nullable CommaList list, int behind, boolean overriding) {
    this.analysis = analysis;
    this.tokens = analysis.tokens();
    this.target = target;
    this.list = list;
    this.behind = behind;
    this.overriding = overriding;
    if (list != null) {
      explainList(list);
    }
  }

  private void explainList(CommaList columns) {
    Set<ActiveRule> seen = new HashSet<>();
    for (int[] item : columns.items()) {
      ActiveRule rule = target.rule(tokens.get(item[0]).value());
      if (rule != null && !seen.add(rule)) {
        throw new TargetErrorException(
            "42701", "column \"%s\" specified more than once".formatted(rule.column()), item[0]);
      } else if (rule != null && target.hides(rule)) {
        throw Writes.unknownColumn(rule, item[0]);
      } else if (rule != null && item[0] != item[1]) {
        throw new UntreatableException("an INSERT into a part of the column", item[0]);
      }
      analysis.trace().target(item[0]);
      analysis.explain(item[0], item[1]);
    }
  }

  /**
   * The ruled columns that values are given for.
   *
   * @param width how many values a row has, or -1 where that is not known
   */
  List<Place> places(int width) {
    List<Place> places = new ArrayList<>();
    List<String> names = names(width);
    for (int i = 0; i < names.size(); i++) {
      ActiveRule rule = target.rule(names.get(i));
      if (rule != null) {
        places.add(new Place(rule, i));
      }
    }
    return places;
  }

  /**
   * Judges held columns that get no value: their default counts as written.
   *
   * @param width how many values a row has, or -1 where that is not known
   */
  void holdOmitted(int width) {
    List<ActiveRule> omitted = new ArrayList<>();
    if (target.isRuled()) {
      omitted.addAll(target.ruledTable().rules());
      omitted.removeIf(
          rule ->
              target.hides(rule)
                  || !rule.hasOwnDefault()
                  || rule.phase().write() != WriteFlag.HOLD);
    }
    if (!omitted.isEmpty()) {
      List<String> names = width == 0 ? List.of() : names(width);
      omitted.removeIf(rule -> names.contains(rule.column()));
    }
    omitted.forEach(rule -> new HeldWrites(analysis, rule).byDefault(behind - 1));
  }

  /** The columns that values are given for, where the target is under rules. */
  private List<String> names(int width) {
    if (!target.isRuled()) {
      return List.of();
    } else if (list != null) {
      return list.items().stream().map(item -> tokens.get(item[0]).value()).toList();
    } else if (width < 0) {
      throw new UntreatableException(
          "an INSERT without column list, of a query whose width is not known");
    }
    List<String> visible = target.ruledTable().visibleColumns();
    return visible.subList(0, Math.min(width, visible.size()));
  }

  /** Whether a column may be left out without an error of its name going with it. */
  boolean mayLeave(int index) {
    if (list == null) {
      return true;
    }
    String name = tokens.get(list.first(index)).value();
    return list.first(index) == list.last(index)
        && target.ruledTable().relation().has(name)
        && list.items().stream().filter(item -> tokens.get(item[0]).value().equals(name)).count()
            == 1;
  }

  /** The first column that gets no value because a row is too short; -1 where there is none. */
  int missing(int width) {
    return list != null && list.size() > width ? list.first(width) : -1;
  }

  /** The first value that has no column in the target; -1 where there is none. */
  int excess(int width) {
    if (!target.isRuled()) {
      return -1;
    }
    int columns = list != null ? list.size() : target.ruledTable().visibleColumns().size();
    return width > columns ? columns : -1;
  }

  static TargetErrorException excessError(int token) {
    return new TargetErrorException(
        "42601", "INSERT has more expressions than target columns", token);
  }

  /**
   * INSERT … DEFAULT VALUES: the database's own default is what the column gets, or V where nothing
   * else fills it.
   *
   * @param keyword the token DEFAULT
   */
  void defaultValues(int keyword) {
    if (list != null) {
      throw new UntreatableException("DEFAULT VALUES behind a column list");
    }
    holdOmitted(0);
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (InsertFill fill : fills(0)) {
      String value = fill.value(place -> null);
      if (value != null) {
        columns.add(fill.column());
        values.add(value);
      }
    }
    if (!columns.isEmpty()) {
      analysis.replace(
          keyword,
          keyword + 1,
          "(%s) VALUES (%s)".formatted(String.join(", ", columns), String.join(", ", values)));
    }
  }

  /**
   * The derived columns that the statement may have to fill.
   *
   * @param width how many values a row has
   */
  List<InsertFill> fills(int width) {
    return target.isRuled() && !overriding
        ? InsertFill.of(target.ruledTable(), names(width))
        : List.of();
  }

  /**
   * Has the statement name the columns that are left when some are dropped; where none is left,
   * another one.
   *
   * @param dropped places among the values
   * @param added columns behind those, as SQL
   */
  void drop(Set<Integer> dropped, int width, List<String> added) {
    if (list == null) {
      nameColumns(dropped, width, added);
      return;
    }
    if (list.size() > dropped.size()) {
      list.remove(analysis, dropped);
    } else {
      String other = Names.quote(target.ruledTable().ordinaryColumn(Set.of()));
      analysis.replace(list.first(0), list.last(list.size() - 1), other);
    }
    if (!added.isEmpty()) {
      analysis.insertBefore(tokens.partner(list.open()), ", " + String.join(", ", added));
    }
  }

  /**
   * Values without a column list go to the table's first columns, in the order they have
   * physically.
   */
  private void nameColumns(Set<Integer> dropped, int width, List<String> added) {
    List<String> names = new ArrayList<>();
    List<String> all = names(width);
    for (int i = 0; i < all.size(); i++) {
      if (!dropped.contains(i)) {
        names.add(all.get(i));
      }
    }
    if (target.isRuled() && !(added.isEmpty() && target.ruledTable().startsWith(names))) {
      String text =
          Stream.concat(names.stream().map(Names::quote), added.stream())
              .collect(Collectors.joining(", ", "(", ") "));
      analysis.insertFirst(behind, text); // the query may have got another around it
    }
  }
}
