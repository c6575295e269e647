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
 * @param judged what the engine says of it; null where nothing has to be looked at
 * @param rewriter under which it was treated
 * @param stamp of that, for the session
 * @param changesSchema whether it may change the schema
 * @param changesSettings whether it may change a setting that the server reports
 */
record Treated(
    String sql,
    @Nullable ParameterMap map,
    boolean keysInText,
    @Nullable Judged judged,
    Rewriter rewriter,
    long stamp,
    boolean changesSchema,
    boolean changesSettings) {

  /**
   * What the engine says of a text.
   *
   * @param numbered the text as the driver alone would send it, its placeholders as {@code $1}
   * @param mentions whether it has a word of concern to the rules
   * @param statements how many statements the driver cuts it into
   * @param parameters how many parameters it has
   * @param sent what the driver is given of it, or null where that is the service's text
   * @param changes what it changes in the meaning of names when it is executed
   */
  record Judged(
      String numbered,
      boolean mentions,
      int statements,
      int parameters,
      Outcome outcome,
      @Nullable JdbcText sent,
      List<NameChange> changes) {

    Judged {
      changes = outcome instanceof Outcome.Refused ? List.of() : List.copyOf(changes);
    }

    /** The same text, refused. */
    Judged refusing(Outcome refusal) {
      return new Judged(numbered, mentions, statements, parameters, refusal, null, List.of());
    }
  }

  /** Whether it is executed as it is, and nothing needs to be known of how that ends. */
  boolean isPlain() {
    return judged == null && !changesSchema && !changesSettings;
  }

  /** Whether all that has to be known of its execution is whether it is let through. */
  boolean changesNothing() {
    return !changesSchema
        && !changesSettings
        && (judged == null
            || (judged.changes().isEmpty() && judged.outcome().prepares().isEmpty()));
  }

  /** Whether it may be about a table under a rule, whatever becomes of it. */
  boolean mayConcern() {
    return judged != null && judged.mentions();
  }

  boolean isOneStatement() {
    return judged != null && judged.statements() == 1;
  }

  /** Whether it holds for one execution only. */
  boolean isPerUse() {
    return judged != null && judged.outcome().prepares().perUse();
  }

  /** Whether it says nothing of the moment, as long as rules, schema and session are the same. */
  boolean isTheSameEachTime() {
    return judged == null
        || (judged.changes().isEmpty()
            && judged.outcome().prepares().isEmpty()
            && !(judged.outcome() instanceof Outcome.Refused));
  }

  /** What it changes in the meaning of names. */
  List<NameChange> changes() {
    return judged == null ? List.of() : judged.changes();
  }

  Outcome.@Nullable Refused refused() {
    return judged != null && judged.outcome() instanceof Outcome.Refused refused ? refused : null;
  }

  Outcome.@Nullable Rewritten rewritten() {
    return judged != null && judged.outcome() instanceof Outcome.Rewritten rewritten
        ? rewritten
        : null;
  }
}
