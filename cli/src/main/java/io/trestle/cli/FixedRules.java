package io.trestle.cli;

import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;

/** Rules that never change. */
public record FixedRules(RuleSet current) implements RuleSource {

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void reload() {}

  @Override
  public void close() {}
}
