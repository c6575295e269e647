package io.trestle.migrator.plan;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
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
 * @param nullable whether it allows NULL, so that no row is ever unfilled: all hold V from the
 *     start
 * @param existed whether it was there before, so that it is not to be dropped
 */
public record NewColumn(
    String name,
    String type,
    @Nullable String collation,
    String value,
    String resolvedValue,
    boolean derived,
    @Nullable String defaultValue,
    boolean nullable,
    boolean existed) {

  /**
   * Its rule. A constant is given as the database resolved it under the settings by which the rows
   * are filled, so that nodes, under settings of their own, read the same.
   */
  public Rule toRule(Table table, Phase phase, RuleOptions options) {
    return new Rule(
        table.schema(),
        table.name(),
        name,
        type,
        derived ? value : resolvedValue,
        defaultValue,
        nullable,
        phase,
        null,
        options.knownBy(),
        options.heldWrites(),
        collation,
        options.untreatable(),
        "migration of " + table);
  }

  /** The condition by which a row holds a value that is not a constant V, in SQL. */
  public String holdsOther() {
    String differs = nullable ? "IS DISTINCT FROM" : "<>";
    return "%s::text %s (%s)::text".formatted(Table.quote(name), differs, resolvedValue);
  }
}
