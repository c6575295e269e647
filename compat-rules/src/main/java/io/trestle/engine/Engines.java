package io.trestle.engine;

import java.util.List;

/**
 * The engines of all databases behind one rule source. Thread-safe.
 *
 * <p>Implemented by {@code io.trestle.rewrite.RewritingEngines}; front ends see this interface.
 */
public interface Engines extends AutoCloseable {

  /**
   * The engine of a database. Never blocks: until the database's catalog has been read, its {@link
   * Rewriter#rewrite} waits for it (with a deadline), and refuses statements that mention a ruled
   * table when it cannot be had.
   */
  Engine forDatabase(String database);

  /**
   * What the engines of all databases asked for so far have done, by name. Takes microseconds; the
   * counts are read one after the other, while they grow.
   */
  default List<EngineStatistics> statistics() {
    return List.of();
  }

  /** Stops reading catalogs. Engines handed out go on with what they know. */
  @Override
  void close();
}
