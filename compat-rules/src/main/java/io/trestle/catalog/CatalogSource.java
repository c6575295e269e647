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
   * What the schema looks like now, in numbers. Cheaper than {@link #read}. Blocks.
   *
   * @throws SQLException when the database cannot be asked
   */
  Fingerprint fingerprint(String database) throws SQLException;

  /**
   * Two numbers that differ when the schema has changed since.
   *
   * @param all of everything that treatment depends on
   * @param relations of what columns relations have, temporary ones left out
   */
  record Fingerprint(long all, long relations) {
    public static final Fingerprint NONE = new Fingerprint(0, 0);
  }

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
