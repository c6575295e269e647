package io.trestle.migrator.backfill;

/** The caller wants the run to end. */
final class StoppedException extends Exception {

  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped", null, false, false);
  }
}
