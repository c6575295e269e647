package io.trestle.rewrite;

import io.trestle.catalog.Relation;
import io.trestle.rules.Phase.ReadFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table under rules, as sessions of certain knowledge shall see it. Immutable.
 *
 * <p>A column that a session knows and that is read as it stands is an ordinary one to it: only the
 * other rules change anything.
 */
final class RuledTable {

  private final Relation relation;
  private final List<ActiveRule> rules;
  private final Map<String, ActiveRule> byColumn = new HashMap<>();
  private final Set<ActiveRule> hidden;
  private final List<String> visibleColumns;

  private RuledTable(
      Relation relation,
      List<ActiveRule> rules,
      Set<ActiveRule> hidden,
      List<String> visibleColumns) {
    this.relation = relation;
    this.rules = List.copyOf(rules);
    this.hidden = Set.copyOf(hidden);
    this.visibleColumns = List.copyOf(visibleColumns);
    rules.forEach(rule -> byColumn.put(rule.column(), rule));
  }

  /**
   * @param rules all rules of one table, in their order
   * @param known those whose column the session knows
   * @return null where nothing is to be done for the table
   */
  static @Nullable RuledTable of(List<ActiveRule> rules, Set<ActiveRule> known) {
    Relation relation = rules.get(0).table();
    List<String> ruled = rules.stream().map(ActiveRule::column).toList();
    List<String> visible = new ArrayList<>();
    for (Relation.Column column : relation.columns()) {
      if (!ruled.contains(column.name())) {
        visible.add(column.name());
      }
    }
    List<ActiveRule> treated = new ArrayList<>();
    Set<ActiveRule> hidden = new HashSet<>();
    for (ActiveRule rule : rules) {
      boolean knows = known.contains(rule);
      if (knows) {
        visible.add(rule.column());
      } else {
        hidden.add(rule);
      }
      if (!knows || rule.readFlag() != ReadFlag.DIRECT) {
        treated.add(rule);
      }
    }
    return treated.isEmpty() ? null : new RuledTable(relation, treated, hidden, visible);
  }

  Relation relation() {
    return relation;
  }

  /** The rules that change something, in their order. */
  List<ActiveRule> rules() {
    return rules;
  }

  /** The rule for a column; null for an ordinary one. */
  @Nullable ActiveRule rule(String column) {
    return byColumn.get(column);
  }

  /** Whether the session is not to see the column of a rule. */
  boolean hides(ActiveRule rule) {
    return hidden.contains(rule);
  }

  /** The columns that the session shall see, in the target's order: ruled ones come last. */
  List<String> visibleColumns() {
    return visibleColumns;
  }

  /** Whether these columns are the table's first ones, in the order that it has physically. */
  boolean startsWith(List<String> columns) {
    List<String> physical = relation.columns().stream().map(Relation.Column::name).toList();
    return physical.size() >= columns.size() && physical.subList(0, columns.size()).equals(columns);
  }

  /**
   * A column that can be set to itself, if possible without anything noticing: the last one that is
   * under no rule, no part of a key and named by no trigger; where there is none, any other.
   *
   * @param taken columns that must not be used
   */
  String ordinaryColumn(Set<String> taken) {
    return relation.columns().stream()
        .filter(column -> !column.generated() && !byColumn.containsKey(column.name()))
        .filter(column -> !taken.contains(column.name()))
        .reduce((before, last) -> last.watched() && !before.watched() ? before : last)
        .map(Relation.Column::name)
        .orElseThrow(() -> new UntreatableException("a table without another ordinary column"));
  }
}
