package io.trestle.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column that a derived value is computed from: what becomes of a value that an INSERT gives it.
 *
 * @param family what kinds of values it takes
 * @param typeSql its type, schema-qualified, with its modifier
 * @param collationSql its collation, schema-qualified; null where its type has none
 * @param omitted what it holds where an INSERT leaves it out, as SQL that means the same in every
 *     session; null where that is not certain
 */
public record SourceColumn(
    Family family, String typeSql, @Nullable String collationSql, @Nullable String omitted) {

  /** Types between which casts exist, and give what an assignment gives. */
  public enum Family {
    /** text, varchar, char(n). Every type has a cast to these. */
    TEXT,
    /** Integers, numeric and floating point. */
    NUMBER,
    /** boolean. */
    BOOLEAN,
    /** date and timestamps. */
    MOMENT,
    /** Others that are read from a string: uuid, time, interval, enums. */
    OTHER
  }

  /** Whether a value of a family can be cast to the column's type. */
  public boolean takes(Family value) {
    return family == value || family == Family.TEXT || value == Family.TEXT;
  }
}
