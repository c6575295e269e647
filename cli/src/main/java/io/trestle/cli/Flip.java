package io.trestle.cli;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;

/**
 * One rule in one phase, all others as the file has them.
 *
 * @param rule as the file has it
 * @param phase the phase it is thought to be in
 */
record Flip(Rule rule, Phase phase) {

  /** Whether this is the phase of the file. */
  boolean isNow() {
    return rule.phase() == phase;
  }
}
