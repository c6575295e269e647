package io.trestle.migrator.backfill;

import org.jspecify.annotations.Nullable;

/**
 * The backfill cannot go on. The message says why, and what to do; all that was committed stays,
 * and another run goes on there.
 */
public final class BackfillException extends Exception {

  private static final long serialVersionUID = 1L;

  BackfillException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
