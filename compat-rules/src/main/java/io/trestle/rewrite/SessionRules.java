package io.trestle.rewrite;

import io.trestle.catalog.Relation;
import io.trestle.engine.SessionState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a database as they concern sessions of certain knowledge. Immutable. */
final class SessionRules {

  private final List<RuledTable> tables;
  private final Set<String> tableNames = new HashSet<>();
  private final OtherNames otherNames;
  private final Set<String> columnNames = new HashSet<>();
  private final Set<String> hiddenNames = new HashSet<>();

  private SessionRules(List<RuledTable> tables) {
    this.tables = List.copyOf(tables);
    this.otherNames = new OtherNames(this.tables);
    for (RuledTable table : tables) {
      tableNames.add(table.relation().name());
      for (ActiveRule rule : table.rules()) {
        columnNames.add(rule.column());
        if (table.hides(rule)) {
          hiddenNames.add(rule.column());
        }
      }
    }
  }

  /**
   * The rules that change something for a session.
   *
   * @param all the rules of its database, in their order
   */
  static SessionRules of(List<ActiveRule> all, SessionState session) {
    Map<Relation, List<ActiveRule>> byTable = new LinkedHashMap<>();
    Set<ActiveRule> known = new HashSet<>();
    for (ActiveRule rule : all) {
      byTable.computeIfAbsent(rule.table(), table -> new ArrayList<>()).add(rule);
      if (rule.knownTo(session)) {
        known.add(rule);
      }
    }
    List<RuledTable> tables = new ArrayList<>();
    for (List<ActiveRule> rules : byTable.values()) {
      RuledTable table = RuledTable.of(rules, known);
      if (table != null) {
        tables.add(table);
      }
    }
    return new SessionRules(tables);
  }

  /** Whether the session sees the database as it is. */
  boolean isEmpty() {
    return tables.isEmpty();
  }

  List<RuledTable> tables() {
    return tables;
  }

  /** The table that a relation is; null where nothing is to be done for it. */
  @Nullable RuledTable table(String schema, String name) {
    for (RuledTable table : tables) {
      if (table.relation().name().equals(name) && table.relation().schema().equals(schema)) {
        return table;
      }
    }
    return null;
  }

  /** Whether a table under a rule has that name. */
  boolean isTable(String name) {
    return tableNames.contains(name);
  }

  Set<String> tableNames() {
    return tableNames;
  }

  /** Whether a relation through which a ruled column would be met untreated has that name. */
  boolean isRelative(String name) {
    return otherNames.has(name);
  }

  OtherNames otherNames() {
    return otherNames;
  }

  /** Whether a column under a rule has that name, in whatever table. */
  boolean isColumn(String name) {
    return columnNames.contains(name);
  }

  Set<String> columnNames() {
    return columnNames;
  }

  /** Whether a column of that name is hidden from the session, in whatever table. */
  boolean isHidden(String column) {
    return hiddenNames.contains(column);
  }
}
