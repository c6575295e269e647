package io.trestle.cli;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the database that statements are judged for: its catalog as it was read once, or
 * two catalogs made up where there is none, so that what differs between them is not known.
 *
 * @param actual the catalogs that are possible
 * @param rules the rules that hold in the database
 * @param withDatabase whether a database was asked
 */
record CatalogPicture(List<Catalog> actual, RuleSet rules, boolean withDatabase) {

  CatalogPicture {
    actual = List.copyOf(actual);
  }

  /** Without a database. */
  static CatalogPicture offline(RuleSet rules) {
    return new CatalogPicture(
        List.of(OfflineCatalog.of(rules, 2), OfflineCatalog.of(rules, 3)), rules, false);
  }

  /**
   * Asks a database. Blocks.
   *
   * @param rules the rules that hold in it
   * @throws CommandFailedException when it cannot be asked, or a rule is not one for it
   */
  static CatalogPicture read(RuleSet rules, String url) throws CommandFailedException {
    String database = JdbcUrls.databaseOf(url);
    try (CatalogDataSources dataSources = new CatalogDataSources(url);
        JdbcCatalogSource source = new JdbcCatalogSource(dataSources)) {
      return new CatalogPicture(List.of(source.read(database, rules)), rules, true);
    } catch (SQLException failure) {
      String message = Messages.of(failure);
      if (rules.rules().stream().anyMatch(rule -> message.startsWith(rule.origin()))) {
        throw CommandFailedException.badInput(message, failure);
      }
      throw CommandFailedException.failed(
          "database %s cannot be asked: %s".formatted(database, message), failure);
    }
  }

  /** The catalogs as they would be after a flip: with the columns where their phases have them. */
  List<Catalog> after(Flip flip) {
    List<Catalog> after = new ArrayList<>();
    for (Catalog catalog : actual) {
      Map<String, List<Relation>> relations = new HashMap<>(catalog.relations());
      for (Rule rule : rules.rules()) {
        boolean flipped = rule.equals(flip.rule());
        if (flipped || !withDatabase) {
          Phase phase = flipped ? flip.phase() : rule.phase();
          adapt(relations, rule, rule.schema(), rule.table(), phase);
          for (Relation.Relative relative : relatives(catalog, rule)) {
            if (relative.tie() == Relation.Tie.DESCENDANT) {
              adapt(relations, rule, relative.schema(), relative.name(), phase);
            }
          }
        }
      }
      after.add(
          new Catalog(
              relations,
              catalog.columns(),
              catalog.aggregates(),
              catalog.searchPaths(),
              catalog.functions(),
              catalog.rowFunctions(),
              catalog.setReturning(),
              catalog.schemaUsers()));
    }
    return after;
  }

  private static List<Relation.Relative> relatives(Catalog catalog, Rule rule) {
    return catalog.find(rule.schema(), rule.table()).map(Relation::relatives).orElse(List.of());
  }

  /** Partitions and children have the column where their table has it. */
  private static void adapt(
      Map<String, List<Relation>> relations, Rule rule, String schema, String table, Phase phase) {
    relations.computeIfPresent(
        table,
        (name, sameName) ->
            sameName.stream()
                .map(
                    relation ->
                        relation.schema().equals(schema)
                            ? adapted(relation, rule, phase)
                            : relation)
                .toList());
  }

  private static Relation adapted(Relation relation, Rule rule, Phase phase) {
    if (phase == Phase.ABSENT) {
      return relation;
    }
    boolean filled = phase.read() == Phase.ReadFlag.DIRECT && !rule.nullable();
    boolean hasDefault = rule.defaultValue() != null && phase.write() != Phase.WriteFlag.HOLD;
    List<Relation.Column> columns = new ArrayList<>();
    for (Relation.Column column : relation.columns()) {
      columns.add(
          column.name().equals(rule.column())
              ? column.with(filled, column.hasDefault() || hasDefault)
              : column);
    }
    if (!relation.has(rule.column())) {
      columns.add(new Relation.Column(rule.column(), filled, true, false));
    }
    return new Relation(
        relation.schema(),
        relation.name(),
        columns,
        relation.relatives(),
        relation.partitioned(),
        relation.hooked());
  }

  /** Whether the rule's table is there. */
  boolean hasTable(Rule rule) {
    return actual.get(0).find(rule.schema(), rule.table()).isPresent();
  }

  /** The names by which statements mention the rule's table: its own and those of its relatives. */
  Set<String> namesOf(Rule rule) {
    Set<String> names = new HashSet<>();
    names.add(rule.table());
    actual
        .get(0)
        .find(rule.schema(), rule.table())
        .ifPresent(table -> table.relatives().forEach(relative -> names.add(relative.name())));
    return names;
  }
}
