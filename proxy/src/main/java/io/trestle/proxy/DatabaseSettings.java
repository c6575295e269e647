package io.trestle.proxy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A database as clients name it, and where it is.
 *
 * @param name as in a client's startup message; {@link #ANY} for all that have no entry of their
 *     own
 * @param upstream the name of its server
 * @param databaseAtServer its name there; null for the client's
 * @param maxSessions how many clients may be connected to it (to all databases of {@link #ANY}
 *     together); one more is refused with 53300
 */
public record DatabaseSettings(
    String name, String upstream, @Nullable String databaseAtServer, int maxSessions) {

  /** The name of the entry for all databases without one. */
  public static final String ANY = "*";

  /** The most that {@code maxSessions} may be; as good as no bound. */
  public static final int MAX_SESSIONS = 1_000_000;

  public DatabaseSettings {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(upstream, "upstream");
    if (maxSessions < 1 || maxSessions > MAX_SESSIONS) {
      throw new IllegalArgumentException(
          "maxSessions is " + maxSessions + ", expected 1 to " + MAX_SESSIONS);
    }
  }

  /** The database's name at its server, for a client that asks for this one. */
  public String atServer(String requested) {
    return databaseAtServer == null ? requested : databaseAtServer;
  }
}
