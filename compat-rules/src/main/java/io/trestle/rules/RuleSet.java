package io.trestle.rules;

import java.util.List;

/** All rules at one moment. Immutable. */
public record RuleSet(List<Rule> rules) {

  public static final RuleSet EMPTY = new RuleSet(List.of());

  public RuleSet {
    rules = List.copyOf(rules);
  }

  /** The rules that hold in a database. */
  public RuleSet forDatabase(String database) {
    return new RuleSet(rules.stream().filter(rule -> rule.appliesTo(database)).toList());
  }
}
