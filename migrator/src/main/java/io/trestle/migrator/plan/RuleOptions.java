package io.trestle.migrator.plan;

import io.trestle.rules.KnownBy;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import java.util.List;

/**
 * What an operator chooses for the rules of a migration.
 *
 * @param knownBy the sessions that know the columns; empty for all
 * @param heldWrites what becomes of a value that cannot be stored yet
 * @param untreatable what becomes of a statement that cannot be treated
 */
public record RuleOptions(List<KnownBy> knownBy, HeldWrites heldWrites, Untreatable untreatable) {

  /** Every session knows the columns; what cannot be stored or treated is refused. */
  public static final RuleOptions DEFAULTS =
      new RuleOptions(List.of(), HeldWrites.REJECT, Untreatable.REFUSE);

  public RuleOptions {
    knownBy = List.copyOf(knownBy);
  }
}
