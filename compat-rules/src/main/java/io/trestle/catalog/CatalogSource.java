package io.trestle.catalog;

import io.trestle.rules.RuleSet;
import java.sql.SQLException;

/**
 * Reads catalogs. Implementations are thread-safe and use connections of their own, never a
 * client's.
 */
public interface CatalogSource extends AutoCloseable {

  /**
   * Reads the catalog of a database, and resolves the rules in it. Blocks.
   *
   * @param rules the rules that hold in that database
   * @throws SQLException when the database cannot be asked
   */
  Catalog read(String database, RuleSet rules) throws SQLException;

  /**
   * A number that differs when the schema has changed since. Cheaper than {@link #read}. Blocks.
   *
   * @throws SQLException when the database cannot be asked
   */
  long fingerprint(String database) throws SQLException;

  /**
   * Has the database tell of changes of its schema, where it does so.
   *
   * @param changed is called, on any thread, when there may have been one; never blocks
   * @return ends it when it is closed
   */
  default Watch watch(String database, Runnable changed) {
    return () -> {};
  }

  /** Somebody is told of changes of a schema. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  void close();
}
