package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Tie;
import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Partitions and inheritance children get every column that their parent gets: a rule for a table
 * is one for each of them, by its own name and with its own columns.
 */
final class RulesOfChildren {

  private final Catalog catalog;

  private RulesOfChildren(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The rules, in their order, with those for the children of their tables behind each. */
  static List<ActiveRule> with(List<ActiveRule> rules, Catalog catalog) {
    RulesOfChildren all = new RulesOfChildren(catalog);
    List<ActiveRule> expanded = new ArrayList<>();
    for (ActiveRule rule : rules) {
      expanded.add(all.cautious(rule));
      for (Relation child : all.children(rule.table())) {
        expanded.add(all.cautious(rule.in(child)));
      }
    }
    return List.copyOf(expanded);
  }

  /**
   * A table shows its children's rows too: where a child may hold unfilled ones, which the NOT NULL
   * of its parent does not exclude before PostgreSQL 18, the column is not read as it stands.
   */
  private ActiveRule cautious(ActiveRule rule) {
    boolean direct = rule.readFlag() == Phase.ReadFlag.DIRECT;
    boolean unfilled =
        direct
            && children(rule.table()).stream()
                .anyMatch(child -> rule.in(child).readFlag() != Phase.ReadFlag.DIRECT);
    return unfilled ? rule.asUnfilled() : rule;
  }

  private List<Relation> children(Relation table) {
    return table.relatives().stream()
        .filter(relative -> relative.tie() == Tie.DESCENDANT)
        .map(relative -> catalog.find(relative.schema(), relative.name()))
        .flatMap(Optional::stream)
        .toList();
  }
}
