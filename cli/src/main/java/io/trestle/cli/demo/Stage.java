package io.trestle.cli.demo;

import io.trestle.cli.workload.Moment;
import io.trestle.rules.Phase;
import java.util.Locale;

/**
 * The parts of the demo, in their order: one without Trestle, the phases of the migration, and one
 * after it.
 */
enum Stage {
  WITHOUT_TRESTLE,
  ABSENT,
  READABLE,
  WRITABLE,
  BACKFILLED,
  COMPLETE,
  /** The rule is withdrawn, the old service switched off. */
  WITHDRAWN;

  static Stage of(Phase phase) {
    return valueOf(phase.name());
  }

  /** Whether errors and wrong answers of this stage count against Trestle. */
  boolean counts() {
    return this != WITHOUT_TRESTLE;
  }

  /** What services know of it: the next phase is noticed only when all nodes are in it. */
  Moment moment() {
    return switch (this) {
      case WITHOUT_TRESTLE -> Moment.in(Phase.ABSENT);
      case WITHDRAWN -> Moment.in(Phase.COMPLETE);
      default -> Moment.between(Phase.valueOf(name()), Phase.COMPLETE);
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
