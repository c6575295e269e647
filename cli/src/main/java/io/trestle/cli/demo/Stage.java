package io.trestle.cli.demo;

import io.trestle.rules.Phase;
import java.util.Locale;

/** The parts of the demo, in their order: one without Trestle, then the phases of the migration. */
enum Stage {
  WITHOUT_TRESTLE,
  ABSENT,
  READABLE,
  WRITABLE,
  BACKFILLED,
  COMPLETE;

  static Stage of(Phase phase) {
    return valueOf(phase.name());
  }

  /** Whether errors and wrong answers of this stage count against Trestle. */
  boolean counts() {
    return this != WITHOUT_TRESTLE;
  }

  /** Whether the new service may write other values than V: from {@code writable} on. */
  boolean writesAnyValue() {
    return compareTo(WRITABLE) >= 0;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
