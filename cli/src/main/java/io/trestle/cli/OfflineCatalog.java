package io.trestle.cli;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.rules.RuleSet;
import java.util.Map;

/** The catalog of a database that nobody asked: it knows nothing. */
final class OfflineCatalog implements CatalogSource {

  @Override
  public Catalog read(String database, RuleSet rules) {
    return new Catalog(Map.of(), Map.of());
  }

  @Override
  public long fingerprint(String database) {
    return 0;
  }

  @Override
  public void close() {}
}
