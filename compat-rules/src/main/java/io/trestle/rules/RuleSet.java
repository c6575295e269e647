package io.trestle.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rules at one moment. Immutable.
 *
 * @param epoch grows with every change of rules that several nodes share; 0 where they are nobody
 *     else's
 * @param lapsed why the rules may not be followed any more, so that statements that mention a table
 *     under a rule are refused; null where they may
 */
public record RuleSet(List<Rule> rules, long epoch, @Nullable String lapsed) {

  public static final RuleSet EMPTY = new RuleSet(List.of());

  public RuleSet {
    rules = List.copyOf(rules);
  }

  /** Rules that are nobody else's. */
  public RuleSet(List<Rule> rules) {
    this(rules, 0, null);
  }

  /** The rules that hold in a database. */
  public RuleSet forDatabase(String database) {
    List<Rule> there = rules.stream().filter(rule -> rule.appliesTo(database)).toList();
    return new RuleSet(there, epoch, there.isEmpty() ? null : lapsed);
  }
}
