package io.trestle.driver.wrap;

import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a text of the service's. Immutable.
 *
 * @param sql what the driver is given
 * @param map of the service's parameters to the driver's; null where they are the same
 * @param keysInText whether {@code sql} has a RETURNING of ours for generated keys
 * @param parts its statements; empty where nothing has to be looked at
 * @param rewriter under which it was treated
 * @param stamp of that, for the session
 * @param changesSchema whether it may change the schema
 * @param changesSettings whether it may change a setting that the server reports
 */
record Treated(
    String sql,
    @Nullable ParameterMap map,
    boolean keysInText,
    List<Part> parts,
    Rewriter rewriter,
    long stamp,
    boolean changesSchema,
    boolean changesSettings) {

  /**
   * One statement of the text.
   *
   * @param numbered as the server would get it from the driver alone
   * @param before how many parameters come before its own
   * @param parameters how many it has
   * @param sent what the driver is given of it, or null where that is the service's text
   * @param changes what it changes in the meaning of names when it is executed
   */
  record Part(
      String numbered,
      int before,
      int parameters,
      Outcome outcome,
      @Nullable JdbcText sent,
      List<NameChange> changes) {

    Outcome.@Nullable Rewritten rewritten() {
      return outcome instanceof Outcome.Rewritten rewritten ? rewritten : null;
    }
  }

  Treated {
    parts = List.copyOf(parts);
  }

  /** Whether it is executed as it is, and nothing needs to be known of how that ends. */
  boolean isPlain() {
    return parts.isEmpty() && !changesSchema && !changesSettings;
  }

  /** Whether a rule concerns it. */
  boolean isConcerned() {
    for (Part part : parts) {
      if (!(part.outcome() instanceof Outcome.Untouched)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it holds for one execution only. */
  boolean isPerUse() {
    for (Part part : parts) {
      if (part.outcome().prepares().perUse()) {
        return true;
      }
    }
    return false;
  }

  /** The first refusal in it, or null. */
  Outcome.@Nullable Refused refused() {
    for (Part part : parts) {
      if (part.outcome() instanceof Outcome.Refused refused) {
        return refused;
      }
    }
    return null;
  }
}
