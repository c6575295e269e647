package io.trestle.proxy.session;

import io.trestle.engine.Engines;
import io.trestle.proxy.DatabaseSettings;

/**
 * The way of the sessions of one database, or of all without a way of their own: to which server,
 * by which rules. One object is one entry of the configuration, as it was at one moment.
 */
public final class Route {

  private final DatabaseSettings settings;
  private final Upstream upstream;
  private final Engines engines;

  /**
   * @param upstream the server that the settings name
   * @param engines what treats statements by the rules of this database
   */
  public Route(DatabaseSettings settings, Upstream upstream, Engines engines) {
    this.settings = settings;
    this.upstream = upstream;
    this.engines = engines;
  }

  DatabaseSettings settings() {
    return settings;
  }

  Upstream upstream() {
    return upstream;
  }

  Engines engines() {
    return engines;
  }

  @Override
  public String toString() {
    return settings.name() + " -> " + upstream;
  }
}
