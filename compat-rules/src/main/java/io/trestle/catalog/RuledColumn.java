package io.trestle.catalog;

import io.trestle.engine.HeldValue;
import org.jspecify.annotations.Nullable;

/**
 * A rule's column as the database resolves it, independent of any session's settings.
 *
 * @param typeSql the type, schema-qualified, with its modifier
 * @param typeOid its OID, as a parameter of that type is declared
 * @param collationSql the rule's collation, schema-qualified, or null where it is the type's own
 * @param valueLiteral V as a quoted literal of that type, or {@link #NULL}; null where it is
 *     derived
 * @param value V in the forms a parameter can take; {@link HeldValue#UNKNOWN} where it is derived,
 *     or NULL
 * @param defaultLiteral what the target's default gives, as a quoted literal of that type; null
 *     where that is V
 * @param derived V where it is computed from the row's other columns; null where it is a constant
 */
public record RuledColumn(
    String typeSql,
    int typeOid,
    @Nullable String collationSql,
    @Nullable String valueLiteral,
    HeldValue value,
    @Nullable String defaultLiteral,
    @Nullable DerivedValue derived) {

  /** V of a column that allows NULL and has no default. */
  public static final String NULL = "NULL";

  public RuledColumn {
    if ((valueLiteral == null) == (derived == null)) {
      throw new IllegalArgumentException("V is either a constant or derived");
    }
  }

  /** Whether V is NULL. */
  public boolean isNull() {
    return NULL.equals(valueLiteral);
  }

  /** A column whose V is a constant, and its default. */
  public RuledColumn(
      String typeSql,
      int typeOid,
      @Nullable String collationSql,
      String valueLiteral,
      HeldValue value) {
    this(typeSql, typeOid, collationSql, valueLiteral, value, null, null);
  }

  /** A column whose V is computed from the row's other columns. */
  public RuledColumn(
      String typeSql, int typeOid, @Nullable String collationSql, DerivedValue derived) {
    this(typeSql, typeOid, collationSql, null, HeldValue.UNKNOWN, null, derived);
  }

  /** The same with a default that is not V. */
  public RuledColumn withDefault(String literal) {
    return new RuledColumn(typeSql, typeOid, collationSql, valueLiteral, value, literal, derived);
  }
}
