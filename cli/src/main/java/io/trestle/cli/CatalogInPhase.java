package io.trestle.cli;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.Relation;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalog as it would be in another phase: with the ruled column where the phase has it, NOT
 * NULL where the phase wants that.
 *
 * @param source the catalog as it is
 * @param phase the phase that is asked about
 */
record CatalogInPhase(CatalogSource source, Phase phase) implements CatalogSource {

  @Override
  public Catalog read(String database, RuleSet rules) throws SQLException {
    Catalog actual = source.read(database, rules);
    Map<String, List<Relation>> relations = new HashMap<>(actual.relations());
    for (Rule rule : rules.rules()) {
      adapt(relations, rule, rule.schema(), rule.table());
      for (Relation.Relative relative : relatives(actual, rule)) {
        if (relative.tie() == Relation.Tie.DESCENDANT) {
          adapt(relations, rule, relative.schema(), relative.name());
        }
      }
    }
    return new Catalog(
        relations, actual.columns(), actual.aggregates(), actual.searchPaths(), actual.functions());
  }

  private static List<Relation.Relative> relatives(Catalog actual, Rule rule) {
    return actual.find(rule.schema(), rule.table()).map(Relation::relatives).orElse(List.of());
  }

  /** Partitions and children have the column where their table has it. */
  private void adapt(Map<String, List<Relation>> relations, Rule rule, String schema, String name) {
    relations.computeIfPresent(
        name,
        (key, sameName) ->
            sameName.stream().map(relation -> adapted(relation, rule, schema)).toList());
  }

  private Relation adapted(Relation relation, Rule rule, String schema) {
    if (phase == Phase.ABSENT || !relation.schema().equals(schema)) {
      return relation;
    }
    boolean filled = phase.read() == Phase.ReadFlag.DIRECT && !rule.nullable();
    List<Relation.Column> columns = new ArrayList<>();
    for (Relation.Column column : relation.columns()) {
      if (!column.name().equals(rule.column())) {
        columns.add(column);
      }
    }
    columns.add(new Relation.Column(rule.column(), filled, true, false));
    return new Relation(
        relation.schema(), relation.name(), columns, relation.relatives(), relation.partitioned());
  }

  @Override
  public long fingerprint(String database) throws SQLException {
    return source.fingerprint(database);
  }

  @Override
  public void close() {
    source.close();
  }
}
