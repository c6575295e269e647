package io.trestle.proxy.session;

import java.util.HashSet;
import java.util.Set;

/**
 * What operators have told all sessions: to wait at the next transaction boundary. Thread-safe;
 * asked for every batch of messages, for the price of a volatile read.
 */
public final class Traffic {

  /** Stands for all databases. */
  public static final String ALL = "";

  private volatile Set<String> paused = Set.of();

  /**
   * Has sessions wait from now on.
   *
   * @param database of which; or {@link #ALL}
   * @return false where they do already
   */
  public synchronized boolean pause(String database) {
    if (paused.contains(database)) {
      return false;
    }
    Set<String> more = new HashSet<>(paused);
    more.add(database);
    paused = Set.copyOf(more);
    return true;
  }

  /**
   * Ends what {@link #pause} began.
   *
   * @param database of which; {@link #ALL} ends it for each
   * @return false where nothing waits that was told to by that name
   */
  public synchronized boolean resume(String database) {
    Set<String> rest = new HashSet<>(paused);
    boolean any = database.equals(ALL) ? !rest.isEmpty() : rest.remove(database);
    paused = database.equals(ALL) ? Set.of() : Set.copyOf(rest);
    return any;
  }

  /** The databases whose sessions wait, {@link #ALL} among them where all do. */
  public Set<String> paused() {
    return paused;
  }

  /** Whether a session that is at rest may begin nothing new. */
  boolean holds(String database) {
    Set<String> held = paused;
    return !held.isEmpty() && (held.contains(ALL) || held.contains(database));
  }
}
