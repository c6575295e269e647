package io.trestle.proxy;

import io.trestle.engine.EngineStatistics;
import io.trestle.proxy.session.Traffic;
import io.trestle.proxy.statistics.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What operators see of a running proxy, and what they can have it do. Thread-safe. */
public final class Operations {

  private final ProxyServer server;
  private final Supplier<List<EngineStatistics>> engines;
  private final Statistics statistics;
  private final Traffic traffic;

  Operations(
      ProxyServer server,
      Supplier<List<EngineStatistics>> engines,
      Statistics statistics,
      Traffic traffic) {
    this.server = server;
    this.engines = engines;
    this.statistics = statistics;
    this.traffic = traffic;
  }

  public Statistics statistics() {
    return statistics;
  }

  /** What the engines of all databases in use have done. */
  public List<EngineStatistics> engines() {
    return engines.get();
  }

  /** How many clients are connected, operators included. */
  public int clients() {
    return server.sessions();
  }

  /**
   * Has sessions wait at their next transaction boundary.
   *
   * @param database of which; or {@link Traffic#ALL}
   * @param atRest called once when all are at rest, on whatever thread; a database that is not used
   *     is so at once
   * @return false where they wait already, by the same name
   */
  public boolean pause(String database, Runnable atRest) {
    if (!traffic.pause(database)) {
      return false;
    }
    server.whenAtRest(database, atRest);
    return true;
  }

  /**
   * Lets sessions go on.
   *
   * @param database those that were told to wait by that name; {@link Traffic#ALL} for every one
   * @return false where none was
   */
  public boolean resume(String database) {
    boolean any = traffic.resume(database);
    server.reconsider();
    return any;
  }

  /** The names by which sessions were told to wait. */
  public Set<String> paused() {
    return traffic.paused();
  }

  /**
   * Has the proxy come to its end without hurry: see {@link ProxyServer#drain}, with the deadline
   * of its limits. Does not wait.
   */
  public void drain() {
    server.drain(server.settings().limits().drainDeadline());
  }

  public boolean isDraining() {
    return server.isDraining();
  }

  /** How long a client has to log in. */
  public Duration loginDeadline() {
    return server.settings().limits().loginDeadline();
  }

  /** Whether new clients can connect. */
  public boolean isListening() {
    return server.isListening();
  }
}
