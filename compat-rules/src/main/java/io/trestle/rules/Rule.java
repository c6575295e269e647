package io.trestle.rules;

import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One column under migration.
 *
 * @param schema the table's schema, as the catalog spells it
 * @param table the table's name, as the catalog spells it
 * @param column the column's name, as the catalog spells it
 * @param type its type in SQL, with modifiers
 * @param value V: an SQL constant, or an expression over the row's other columns
 * @param defaultValue the constant that DEFAULT and an omitted column mean in the target; null
 *     where that is V
 * @param nullable whether the target allows NULL
 * @param phase where the migration stands
 * @param database the database the rule is for, or null for any
 * @param knownBy the sessions that know the column; empty for all
 * @param heldWrites what becomes of a value that cannot be stored
 * @param collation the column's collation in SQL, or null for the type's own
 * @param untreatable what becomes of a statement that cannot be treated
 * @param origin where the rule was written, as {@code file:line}
 */
public record Rule(
    String schema,
    String table,
    String column,
    String type,
    String value,
    @Nullable String defaultValue,
    boolean nullable,
    Phase phase,
    @Nullable String database,
    List<KnownBy> knownBy,
    HeldWrites heldWrites,
    @Nullable String collation,
    Untreatable untreatable,
    String origin) {

  /** What becomes of a value for the column in a phase that holds writes. */
  public enum HeldWrites {
    /** An error that names rule, phase and remedy. */
    REJECT,
    /** It is dropped, and the client gets a WARNING. */
    DISCARD
  }

  /** What becomes of a statement that is concerned and cannot be treated. */
  public enum Untreatable {
    REFUSE,
    PASS
  }

  public Rule {
    Objects.requireNonNull(schema);
    Objects.requireNonNull(table);
    Objects.requireNonNull(column);
    Objects.requireNonNull(type);
    Objects.requireNonNull(value);
    Objects.requireNonNull(phase);
    knownBy = List.copyOf(knownBy);
    Objects.requireNonNull(heldWrites);
    Objects.requireNonNull(untreatable);
    Objects.requireNonNull(origin);
  }

  /** The same in another phase. */
  public Rule in(Phase other) {
    return new Rule(
        schema,
        table,
        column,
        type,
        value,
        defaultValue,
        nullable,
        other,
        database,
        knownBy,
        heldWrites,
        collation,
        untreatable,
        origin);
  }

  /** {@code schema.table.column}, for messages. */
  public String name() {
    return schema + "." + table + "." + column;
  }

  /**
   * Whether V is computed, to all appearance from the row's other columns: only a database can say
   * whether it is valid.
   */
  public boolean isDerived() {
    return !ConstantSyntax.isConstant(valueTokens());
  }

  /** Whether V is NULL, to all appearance. */
  public boolean isNull() {
    return ConstantSyntax.isNull(valueTokens());
  }

  /**
   * What can be said against V by its form alone, to follow it in a sentence: "has a subquery";
   * null where nothing is seen, which only a database can confirm.
   */
  public @Nullable String valueProblem() {
    return isDerived() ? DerivedSyntax.problem(valueTokens()) : null;
  }

  /** Whether V seems to be computed from a column of another rule, or its own. */
  boolean reads(Rule other) {
    return schema.equals(other.schema)
        && table.equals(other.table)
        && isDerived()
        && DerivedSyntax.reads(valueTokens(), other.column);
  }

  private List<Token> valueTokens() {
    try {
      Tokens tokens = Tokens.of(value, true);
      return IntStream.range(0, tokens.size()).mapToObj(tokens::get).toList();
    } catch (LexerException broken) {
      throw new IllegalStateException(broken);
    }
  }

  boolean appliesTo(String otherDatabase) {
    return database == null || database.equals(otherDatabase);
  }
}
