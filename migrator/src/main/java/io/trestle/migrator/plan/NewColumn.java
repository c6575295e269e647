package io.trestle.migrator.plan;

import org.jspecify.annotations.Nullable;

/**
 * A column that is added.
 *
 * @param name as the catalog spells it
 * @param type in SQL, with modifiers
 * @param collation in SQL, or null for the type's own
 * @param value V as the operator wrote it: a constant, or an expression over the row's columns
 * @param resolvedValue V as the database resolved it: schema-qualified, the same in every session;
 *     columns are unqualified names of the row
 * @param derived whether V is computed from the row
 * @param defaultValue what DEFAULT means in the target where that is not V, or null
 */
public record NewColumn(
    String name,
    String type,
    @Nullable String collation,
    String value,
    String resolvedValue,
    boolean derived,
    @Nullable String defaultValue) {}
