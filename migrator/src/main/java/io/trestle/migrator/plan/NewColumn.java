package io.trestle.migrator.plan;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.util.List;
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
    boolean existed) {

  /**
   * Its rule. A constant that was not written as a plain literal is given as the database resolved
   * it, so that it does not depend on a search_path.
   */
  Rule toRule(Table table, Phase phase) {
    return new Rule(
        table.schema(),
        table.name(),
        name,
        type,
        derived || isLiteral() ? value : resolvedValue,
        defaultValue,
        false,
        phase,
        null,
        List.of(),
        Rule.HeldWrites.REJECT,
        collation,
        Rule.Untreatable.REFUSE,
        "migration");
  }

  private boolean isLiteral() {
    try {
      Tokens tokens = Tokens.of(value, true);
      return tokens.size() == 1
          && (tokens.get(0).isLiteral() || tokens.isAnyWord(0, "true", "false"));
    } catch (LexerException broken) {
      return false;
    }
  }
}
