package io.trestle.cli;

import io.trestle.engine.Outcome;
import java.util.Locale;

/** What becomes of a statement, in one word. Declared from the worst to the best. */
enum Verdict {
  /** Trestle answers it with an error of class TR. */
  REFUSED("is refused"),
  /** Every execution ends with the error that the target database gives. */
  FAILS("always fails, as it would in the target database"),
  /** It cannot be told without a database. */
  UNKNOWN("cannot be told without --database: it depends on the table's columns"),
  /** It passes as it is though it could not be treated, as {@code untreatable: pass} says. */
  UNTREATED("passes untreated, as the rule says (untreatable: pass)"),
  /** It carries a value for a column whose writes are held: its fate depends on the value. */
  HELD("is rewritten, and its value for the column is held"),
  /** It runs with another text. */
  REWRITTEN("is rewritten"),
  /** It passes byte for byte. */
  UNTOUCHED("passes untouched");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** As a statement about the statement. */
  String words() {
    return words;
  }

  /** The name as it stands in JSON: lower case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether services would get errors where they get answers now. */
  boolean isBad() {
    return this == REFUSED || this == FAILS;
  }

  static Verdict of(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused.error().isRefusal() ? REFUSED : FAILS;
    }
    if (!(outcome instanceof Outcome.Rewritten rewritten)) {
      return UNTOUCHED;
    }
    if (rewritten.alwaysFails() != null) {
      return FAILS;
    }
    boolean held = rewritten.held().stream().anyMatch(parameter -> parameter.value() != null);
    boolean judged = rewritten.guards().stream().anyMatch(guard -> guard.error().isRefusal());
    return held || judged || !rewritten.copies().isEmpty() || !rewritten.notices().isEmpty()
        ? HELD
        : REWRITTEN;
  }
}
