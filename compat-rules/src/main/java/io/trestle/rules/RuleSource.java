package io.trestle.rules;

/** Where rules come from. Implementations are thread-safe. */
public interface RuleSource extends AutoCloseable {

  /** The rule set in force now; never blocks. */
  RuleSet current();

  /**
   * Registers somebody to be told after every change of {@link #current}. Called on a thread of the
   * source; a listener must be quick or hand over.
   */
  void onChange(Runnable listener);

  /**
   * Reads the rules again now.
   *
   * @throws InvalidRulesException when they are wrong; the rules before stay in force
   */
  void reload() throws InvalidRulesException;

  @Override
  void close();
}
