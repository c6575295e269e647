package io.trestle.catalog;

import io.trestle.engine.HeldValue;
import org.jspecify.annotations.Nullable;

/**
 * A rule's column as the database resolves it, independent of any session's settings.
 *
 * @param typeSql the type, schema-qualified, with its modifier
 * @param typeOid its OID, as a parameter of that type is declared
 * @param collationSql the rule's collation, schema-qualified, or null where it is the type's own
 * @param valueLiteral V as a quoted literal of that type
 * @param value V in the forms a parameter can take
 */
public record RuledColumn(
    String typeSql,
    int typeOid,
    @Nullable String collationSql,
    String valueLiteral,
    HeldValue value) {}
