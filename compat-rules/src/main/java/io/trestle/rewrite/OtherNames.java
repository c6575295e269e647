package io.trestle.rewrite;

import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Relative;
import io.trestle.rules.Phase.ReadFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The relations through which a statement would meet a ruled column where nothing can be done about
 * it: views whose stored query reads the column as it stands, parents that have the column
 * themselves, and tables of which only a child has it. All other views and parents do not show the
 * column, and are none of the rules' concern. Immutable.
 */
final class OtherNames {

  private final Map<String, Map<String, Obstacle>> byName = new HashMap<>();
  private final Map<String, Map<String, RuledTable>> byTable = new HashMap<>();

  /**
   * Why a relation cannot be used.
   *
   * @param why as a noun phrase, without the relation's name
   */
  record Obstacle(ActiveRule rule, String why) {}

  /**
   * @param tables the tables under rules, by whatever name
   */
  OtherNames(List<RuledTable> tables) {
    for (RuledTable table : tables) {
      byTable
          .computeIfAbsent(table.relation().name(), name -> new HashMap<>())
          .put(table.relation().schema(), table);
    }
    for (RuledTable table : tables) {
      for (ActiveRule rule : table.rules()) {
        for (Relative relative : table.relation().relatives()) {
          add(table, rule, relative);
        }
      }
    }
  }

  private void add(RuledTable table, ActiveRule rule, Relative relative) {
    boolean has = relative.columns().contains(rule.column());
    boolean direct = rule.readFlag() == ReadFlag.DIRECT;
    switch (relative.tie()) {
      case DESCENDANT -> {
        if (has && !table.relation().has(rule.column())) {
          Relation parent = table.relation();
          String why = "a table that lacks the column while its child \"%s\" has one of that name";
          put(parent.schema(), parent.name(), rule, why.formatted(relative.name()));
        }
      }
      case ANCESTOR -> {
        RuledTable parent = byTable.getOrDefault(relative.name(), Map.of()).get(relative.schema());
        boolean treated = parent != null && parent.rule(rule.column()) != null;
        if (has && !treated) {
          put(relative, rule, "a parent of the table that has a column of that name itself");
        }
      }
      case VIEW -> {
        if (relative.wholeRow()) {
          put(relative, rule, "a view whose stored query reads whole rows of the table");
        } else if (has && !direct) {
          put(relative, rule, "a view whose stored query reads the column");
        }
      }
    }
  }

  private void put(Relative relative, ActiveRule rule, String why) {
    put(relative.schema(), relative.name(), rule, why);
  }

  private void put(String schema, String name, ActiveRule rule, String why) {
    byName
        .computeIfAbsent(name, key -> new HashMap<>())
        .putIfAbsent(schema, new Obstacle(rule, why));
  }

  /** Whether any such relation has that name. */
  boolean has(String name) {
    return byName.containsKey(name);
  }

  /** What is in the way of using a relation; null where nothing is. */
  @Nullable Obstacle at(@Nullable String schema, String name) {
    return byName.getOrDefault(name, Map.of()).get(schema);
  }

  /** The names under which statements could meet a column of the rules' tables. */
  static Set<String> watched(List<ActiveRule> rules) {
    Set<String> names = new HashSet<>();
    for (ActiveRule rule : rules) {
      names.add(rule.table().name());
      for (Relative relative : rule.table().relatives()) {
        if (relative.wholeRow() || relative.columns().contains(rule.column())) {
          names.add(relative.name());
        }
      }
    }
    return names;
  }
}
