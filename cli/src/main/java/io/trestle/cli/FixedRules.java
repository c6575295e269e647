package io.trestle.cli;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;

/** Rules that never change. */
record FixedRules(RuleSet current) implements RuleSource {

  /** The same rules, all of them in one phase. */
  static FixedRules inPhase(RuleSet rules, Phase phase) {
    return new FixedRules(
        new RuleSet(rules.rules().stream().map(rule -> withPhase(rule, phase)).toList()));
  }

  private static Rule withPhase(Rule rule, Phase phase) {
    return new Rule(
        rule.schema(),
        rule.table(),
        rule.column(),
        rule.type(),
        rule.value(),
        rule.nullable(),
        phase,
        rule.database(),
        rule.knownBy(),
        rule.heldWrites(),
        rule.collation(),
        rule.untreatable(),
        rule.origin());
  }

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void reload() {}

  @Override
  public void close() {}
}
