package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import org.jspecify.annotations.Nullable;

/** Finds the table under rules that a name means, as PostgreSQL finds relations. */
final class NamedTable {

  private NamedTable() {}

  /**
   * The table; null where the name means another relation.
   *
   * @param evenUnseen whether a name that no relation has in the schemas that are searched is taken
   *     for the table: the statement fails in any case
   * @throws UntreatableException where it may mean several, or means what cannot be treated
   */
  static @Nullable RuledTable of(Analysis analysis, NamePath path, boolean evenUnseen) {
    RuledTable table = find(analysis, path, evenUnseen);
    if (table != null) {
      analysis.named(table);
    }
    return table;
  }

  private static @Nullable RuledTable find(Analysis analysis, NamePath path, boolean evenUnseen) {
    SessionRules rules = analysis.rules();
    boolean table = rules.isTable(path.name());
    if (!table && !rules.isRelative(path.name())) {
      return null;
    }
    if (path.size() > 1) {
      return in(rules, path.qualifier(1), path);
    }
    SearchPath.Resolution meant = analysis.searchPath().resolve(analysis.catalog(), path.name());
    if (meant.ambiguous()) {
      throw new UntreatableException(
          RefusalCode.AMBIGUOUS_NAME, meant.why(path.name()), path.first());
    }
    if (meant.relation() != null) {
      return in(rules, meant.relation().schema(), path);
    }
    return meant.temporary() || !table || !evenUnseen ? null : unseen(rules, path);
  }

  private static @Nullable RuledTable in(SessionRules rules, String schema, NamePath path) {
    OtherNames.Obstacle obstacle = rules.otherNames().at(schema, path.name());
    if (obstacle != null) {
      throw UntreatableException.under(
          obstacle.rule(),
          RefusalCode.CONSTRUCT,
          obstacle.why() + ": \"" + path.name() + "\"",
          path.last());
    }
    return rules.table(schema, path.name());
  }

  private static @Nullable RuledTable unseen(SessionRules rules, NamePath path) {
    for (RuledTable table : rules.tables()) {
      if (table.relation().name().equals(path.name())) {
        return table;
      }
    }
    return null;
  }
}
