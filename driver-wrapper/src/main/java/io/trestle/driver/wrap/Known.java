package io.trestle.driver.wrap;

import io.trestle.engine.Engine;
import io.trestle.engine.SessionState;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection of the driver's. Stays, whoever borrows it from a pool: what one
 * has set or prepared, the next one meets. Confined to one {@link DriverSession} at a time.
 */
final class Known {

  final Engine engine;
  final SessionState state;

  /** Whether a transaction was open when something was executed last. */
  boolean inTransaction;

  /** The search_path that the server has reported last; null before version 18. */
  @Nullable String reportedPath;

  /** The version of the schema that was known first; 0 while none is. */
  long firstSchema;

  /** What became of the texts that were treated last. */
  final RecentTexts recent = new RecentTexts();

  /** Room for the rows of the next batch; null before the first, and while one has it. */
  @Nullable Rows spareRows;

  /** What it has open; null where nobody asks. */
  final @Nullable Account account;

  /**
   * Those that have the connection and have not given it back; who never will may be garbage.
   * Thread-safe.
   */
  final Set<DriverSession> users =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  Known(Engine engine, SessionState state, @Nullable Account account) {
    this.engine = engine;
    this.state = state;
    this.account = account;
  }
}
