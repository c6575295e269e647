package io.trestle.generator;

/**
 * A column of a relation, or of a query's output.
 *
 * @param name as PostgreSQL stores it; empty where it has none that could be used
 */
record Column(String name, Type type) {

  boolean isNamed() {
    return !name.isEmpty();
  }
}
