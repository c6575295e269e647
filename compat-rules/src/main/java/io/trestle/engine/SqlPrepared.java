package io.trestle.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement that a session has prepared in SQL. Immutable.
 *
 * @param name as PostgreSQL folds it
 * @param text the whole PREPARE as the client sent it
 * @param standardConformingStrings the setting under which {@code text} is to be read
 * @param onServer the PREPARE that the server has run for it, or null while it has none
 * @param treatedUnder names all that {@code treated} depends on: rules, catalog, what the session
 *     knows
 * @param treated what becomes of {@code text}; of a rewritten one {@code held}, {@code
 *     alwaysFails}, {@code notices} and guards are those of its executions
 */
public record SqlPrepared(
    String name,
    String text,
    boolean standardConformingStrings,
    @Nullable String onServer,
    String treatedUnder,
    Outcome treated) {

  public SqlPrepared {
    Objects.requireNonNull(name);
    Objects.requireNonNull(text);
    Objects.requireNonNull(treatedUnder);
    Objects.requireNonNull(treated);
  }

  /** The PREPARE that the server should have run; null where it must not be executed at all. */
  public @Nullable String wanted() {
    if (treated instanceof Outcome.Rewritten rewritten) {
      return rewritten.sql();
    }
    return treated instanceof Outcome.Untouched ? text : null;
  }

  /** The same statement, treated under other rules; the server still has what it had. */
  public SqlPrepared treated(String newTreatedUnder, Outcome newTreated) {
    return new SqlPrepared(
        name, text, standardConformingStrings, onServer, newTreatedUnder, newTreated);
  }

  /** The same statement once the server has run another PREPARE for it, or has dropped it. */
  public SqlPrepared onServer(@Nullable String newOnServer) {
    return new SqlPrepared(
        name, text, standardConformingStrings, newOnServer, treatedUnder, treated);
  }
}
