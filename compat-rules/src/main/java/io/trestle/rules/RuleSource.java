package io.trestle.rules;

import java.util.function.LongSupplier;

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

  /** Keeps account of the work that is open at this node in a database. */
  default OpenWork work(String database) {
    return OpenWork.NONE;
  }

  /**
   * Tells the source what is in force at this node.
   *
   * @param epoch gives the least epoch of all rule sets by which statements are treated; {@link
   *     Long#MAX_VALUE} where there is none
   */
  default void followedBy(LongSupplier epoch) {}

  @Override
  void close();
}
