package io.trestle.cli;

import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.util.List;

/** Rules as they would be if something were changed in the file. */
final class RuleVariants {

  private RuleVariants() {}

  /**
   * The rules after a flip.
   *
   * @param everyoneKnows whether known-by is left out, as for a session that knows all columns
   * @param strict whether untreatable is taken for refuse
   */
  static RuleSet after(RuleSet rules, Flip flip, boolean everyoneKnows, boolean strict) {
    return new RuleSet(
        rules.rules().stream()
            .map(
                rule ->
                    changed(
                        rule,
                        rule.equals(flip.rule()) ? flip.phase() : rule.phase(),
                        everyoneKnows ? List.of() : rule.knownBy(),
                        strict ? Rule.Untreatable.REFUSE : rule.untreatable()))
            .toList());
  }

  private static Rule changed(
      Rule rule, Phase phase, List<KnownBy> knownBy, Rule.Untreatable untreatable) {
    return new Rule(
        rule.schema(),
        rule.table(),
        rule.column(),
        rule.type(),
        rule.value(),
        rule.defaultValue(),
        rule.nullable(),
        phase,
        rule.database(),
        knownBy,
        rule.heldWrites(),
        rule.collation(),
        untreatable,
        rule.origin());
  }
}
