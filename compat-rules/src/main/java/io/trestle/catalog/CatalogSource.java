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

  @Override
  void close();
}
