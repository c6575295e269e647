package io.trestle.generator;

/** The types that generated expressions have. */
enum Type {
  INT("int"),
  TEXT("text"),
  NUMBER("numeric"),
  BOOL("boolean"),
  TIME("timestamptz");

  final String sql;

  Type(String sql) {
    this.sql = sql;
  }
}
