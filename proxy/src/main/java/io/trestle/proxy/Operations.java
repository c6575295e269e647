package io.trestle.proxy;

import io.trestle.engine.EngineStatistics;
import io.trestle.engine.Engines;
import io.trestle.proxy.session.Traffic;
import io.trestle.proxy.statistics.Statistics;
import java.util.List;
import java.util.Set;

/** What operators see of a running proxy, and what they can have it do. Thread-safe. */
public final class Operations {

  private final ProxyServer server;
  private final Engines engines;
  private final Statistics statistics;
  private final Traffic traffic;

  Operations(ProxyServer server, Engines engines, Statistics statistics, Traffic traffic) {
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
    return engines.statistics();
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

  /** Has the proxy take no more clients, and end each session at its next transaction boundary. */
  public void drain() {
    server.drain();
  }

  public boolean isDraining() {
    return traffic.isDraining();
  }

  /** Whether new clients can connect. */
  public boolean isListening() {
    return server.isListening();
  }
}
