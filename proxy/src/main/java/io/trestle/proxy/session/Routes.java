package io.trestle.proxy.session;

import io.trestle.engine.EngineStatistics;
import io.trestle.engine.Engines;
import io.trestle.engine.SqlError;
import io.trestle.proxy.DatabaseSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which way the sessions of each database go, and how many are on it. May be replaced while
 * sessions are under way: they stay on theirs. Thread-safe.
 */
public final class Routes {

  private Map<String, Route> byDatabase = Map.of();
  private final Map<Route, Integer> sessions = new HashMap<>();

  /**
   * A way, or why there is none.
   *
   * @param route to be left again with {@link #leave}
   */
  record Entry(@Nullable Route route, @Nullable SqlError refusal) {}

  /** Puts other ways in force, for sessions that begin from now on. */
  public synchronized void replace(List<Route> routes) {
    Map<String, Route> next = new HashMap<>();
    routes.forEach(route -> next.put(route.settings().name(), route));
    byDatabase = Map.copyOf(next);
  }

  /** A session begins. */
  synchronized Entry enter(String database) {
    Route route = byDatabase.getOrDefault(database, byDatabase.get(DatabaseSettings.ANY));
    if (route == null) {
      String message = "database \"" + database + "\" does not exist";
      return new Entry(null, new SqlError("3D000", message, null, 0));
    }
    if (sessionsOf(route.settings().name()) >= route.settings().maxSessions()) {
      String message = "too many connections for database \"" + database + "\"";
      return new Entry(null, new SqlError("53300", message, null, 0));
    }
    sessions.merge(route, 1, Integer::sum);
    return new Entry(route, null);
  }

  private int sessionsOf(String name) {
    int count = 0;
    for (Map.Entry<Route, Integer> entry : sessions.entrySet()) {
      count += entry.getKey().settings().name().equals(name) ? entry.getValue() : 0;
    }
    return count;
  }

  /** A session ends. */
  synchronized void leave(Route route) {
    sessions.computeIfPresent(route, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a session may still ask these engines, or one that begins now would. */
  public synchronized boolean uses(Engines engines) {
    return sessions.keySet().stream().anyMatch(route -> route.engines() == engines)
        || byDatabase.values().stream().anyMatch(route -> route.engines() == engines);
  }

  /**
   * What the engines have done that a session may still ask, or one that begins now would: of each
   * server's databases of the same name one after the other.
   */
  public List<EngineStatistics> statistics() {
    return engines().stream().flatMap(each -> each.statistics().stream()).toList();
  }

  private synchronized Set<Engines> engines() {
    Set<Engines> all = Collections.newSetFromMap(new IdentityHashMap<>());
    byDatabase.values().forEach(route -> all.add(route.engines()));
    sessions.keySet().forEach(route -> all.add(route.engines()));
    return all;
  }

  /** Whether a session is connected to that server, or one that begins now would be. */
  public synchronized boolean uses(Upstream upstream) {
    return sessions.keySet().stream().anyMatch(route -> route.upstream() == upstream)
        || byDatabase.values().stream().anyMatch(route -> route.upstream() == upstream);
  }
}
