package io.trestle.driver;

import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;

/** Of connections without a rules file. */
record NoRules() implements RuleSource {

  @Override
  public RuleSet current() {
    return RuleSet.EMPTY;
  }

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void reload() {}

  @Override
  public void close() {}
}
