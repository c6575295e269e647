package io.trestle.driver.wrap;

import io.trestle.engine.Engine;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a session knows of the schema, and when it has the engine look at it again: it may have been
 * changed by a statement of the session's own, or by others, unseen. Thread-safe.
 */
final class KnownSchema {

  private static final String UNDEFINED_COLUMN = "42703";
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000;
  private static final long WAIT_SECONDS = 10;

  private final Engine engine;
  private final Known known;
  private final Pgjdbc driver;
  private volatile boolean changed;
  private long lastLook;
  private long lastVersion = -1;

  KnownSchema(Known known, Pgjdbc driver) {
    this.engine = known.engine;
    this.known = known;
    this.driver = driver;
  }

  /** The version that is known now. */
  long version() {
    return engine.current().schema();
  }

  /**
   * What tells statements of that version from those of others; 0 for the first that was known to
   * the connection. The driver keeps what the server has parsed of a text, for the next of the same
   * text.
   */
  synchronized long mark(long version) {
    if (known.firstSchema == 0) {
      known.firstSchema = version;
    }
    return version == known.firstSchema ? 0 : version;
  }

  /** A statement of the session's has changed it. */
  void changed() {
    changed = true;
  }

  /** Whether one has that was not looked at yet. */
  boolean isChanged() {
    return changed;
  }

  /**
   * Something was executed; what has changed the schema can be seen when it is committed. Called by
   * its session only, one at a time.
   */
  void settled(boolean inTransaction) {
    if (changed && !inTransaction) {
      changed = false;
      look();
    }
  }

  /**
   * Whether a failure may be of a schema that has moved unseen, and nothing of the statement is
   * left: then the schema has been looked at since, and the statement may be treated anew.
   */
  boolean mayHeal(SQLException failure, Treated treated) {
    boolean heals =
        UNDEFINED_COLUMN.equals(failure.getSQLState())
            && treated.rewritten() != null
            && treated.isOneStatement() // of several one may have ended a transaction
            && isOfTheText(failure)
            && !driver.inTransaction()
            && looksAgain();
    if (heals) {
      look();
    }
    return heals;
  }

  /**
   * A column that is not there is most often the service's own fault: the schema is not looked at
   * for each, unless it has moved since.
   */
  private synchronized boolean looksAgain() {
    long now = System.nanoTime();
    long version = version();
    boolean again = version != lastVersion || now - lastLook >= LOOK_AGAIN_NANOS;
    lastLook = again ? now : lastLook;
    lastVersion = version;
    return again;
  }

  /** Whether it comes from nothing that the statement has called. */
  private static boolean isOfTheText(SQLException failure) {
    ServerErrorMessage server = Pgjdbc.server(failure);
    return server != null && server.getWhere() == null;
  }

  /** Waits until the engine has seen the schema as it is now; where no rule holds nobody looks. */
  private void look() {
    if (version() > 0) {
      awaitCatalog();
    }
  }

  /** Waits until the engine has looked at the catalog. */
  void awaitCatalog() {
    CountDownLatch seen = new CountDownLatch(1);
    engine.schemaMayHaveChanged(seen::countDown);
    try {
      seen.await(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
