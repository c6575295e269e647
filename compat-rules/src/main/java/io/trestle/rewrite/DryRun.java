package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Rewriter;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine for questions of the kind "what would become of": nothing is watched, nothing said.
 */
public final class DryRun {

  private static final long CACHE_BYTES = 8L << 20;

  private DryRun() {}

  /**
   * A rewriter for rules and a picture of a catalog as they are given. A rule whose table is not in
   * the picture is without effect, as it is in the proxy.
   *
   * @param rules those that hold in the database; each with a table must be resolved in the catalog
   */
  public static Rewriter rewriter(RuleSet rules, Catalog catalog) {
    List<ActiveRule> active = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (catalog.find(rule.schema(), rule.table()).isPresent()) {
        active.add(ActiveRule.of(rule, catalog));
      }
    }
    return new RuleSetRewriter(1, active, catalog, CACHE_BYTES);
  }
}
