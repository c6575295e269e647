package io.trestle.rules;

/** Rules that never change. */
public record FixedRules(RuleSet current) implements RuleSource {

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void reload() {}

  @Override
  public void close() {}
}
