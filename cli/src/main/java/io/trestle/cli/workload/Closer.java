package io.trestle.cli.workload;

import io.trestle.rules.InvalidRulesException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, the last first, once: at its end or when the JVM is told to end. Opening
 * and closing exclude each other, so that nothing slips through. Thread-safe.
 */
public final class Closer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile boolean closing;

  /** Has nothing open. */
  public Closer() {}

  /** Opens something that is to be closed at the end. */
  public synchronized <T extends AutoCloseable> T open(Opening<T> opening)
      throws IOException, SQLException, InvalidRulesException {
    if (closing) {
      throw new IllegalStateException("it is ending");
    }
    T opened = opening.open();
    open.push(opened);
    return opened;
  }

  /** Closes something before the end. */
  public synchronized void closeNow(AutoCloseable one) {
    if (open.remove(one)) {
      close(one);
    }
  }

  /** Whether it is closing, or has closed, all. */
  public boolean isClosing() {
    return closing;
  }

  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      while (!open.isEmpty()) {
        close(open.pop());
      }
    }
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception failure) {
      LOG.warn("could not close {}: {}", one.getClass().getSimpleName(), failure.toString());
    }
  }

  /** How something is opened. */
  public interface Opening<T> {
    T open() throws IOException, SQLException, InvalidRulesException;
  }
}
