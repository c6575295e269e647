package io.trestle.rewrite;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own types of which the engine knows more than their names (catalog pg_type). */
enum BuiltInType {
  BIGINT(20, "bigint", "int8"),
  SMALLINT(21, "smallint", "int2"),
  INTEGER(23, "integer", "int4"),
  TEXT(25, "text", "text"),
  BPCHAR(1042, "bpchar", "bpchar"),
  VARCHAR(1043, "varchar", "varchar"),
  DATE(1082, "date", "date"),
  TIMESTAMP(1114, "timestamp", "timestamp"),
  TIMESTAMPTZ(1184, "timestamptz", "timestamptz"),
  NUMERIC(1700, "numeric", "\"numeric\"");

  private static final Set<BuiltInType> TEXTS = Set.of(TEXT, VARCHAR);
  private static final Set<BuiltInType> INTEGERS = Set.of(BIGINT, SMALLINT, INTEGER);

  private final int oid;
  private final String spelling;
  private final String name;

  /**
   * @param spelling how a statement may name it, one word without a modifier
   * @param name its name in the catalog, as SQL
   */
  BuiltInType(int oid, String spelling, String name) {
    this.oid = oid;
    this.spelling = spelling;
    this.name = name;
  }

  /** The type of an OID; null where it is another one. */
  static @Nullable BuiltInType of(int oid) {
    for (BuiltInType type : values()) {
      if (type.oid == oid) {
        return type;
      }
    }
    return null;
  }

  /** The type of a spelling; null where it is another one. */
  static @Nullable BuiltInType of(String spelling) {
    for (BuiltInType type : values()) {
      if (type.spelling.equals(spelling)) {
        return type;
      }
    }
    return null;
  }

  int oid() {
    return oid;
  }

  /** Its name with its schema, as SQL. */
  String sql() {
    return "pg_catalog." + name;
  }

  /** Whether it holds any text, where it has no length. */
  boolean isText() {
    return TEXTS.contains(this);
  }

  /**
   * Whether a value that is cast to it and assigned to another type is what it was, or an error.
   */
  boolean keepsFor(BuiltInType column) {
    return (isText() && column.isText()) || (INTEGERS.contains(this) && INTEGERS.contains(column));
  }
}
