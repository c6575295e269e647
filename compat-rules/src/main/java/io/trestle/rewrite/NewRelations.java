package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;

/** Statements that make a relation, or keep a text over the table in the database. */
final class NewRelations {

  private NewRelations() {}

  /**
   * Refuses a new relation of the name of a table under a rule: from the next statement on, the
   * name may mean either. Temporary ones are followed by the session.
   */
  static void requireOtherName(Analysis analysis, int name) {
    if (analysis.isTableName(name) && !TemporaryNames.isCreated(analysis.tokens(), name)) {
      throw new UntreatableException(
          RefusalCode.STATEMENT_KIND, "a new relation of the name of a table under a rule", name);
    }
  }

  /**
   * Treats CREATE VIEW and CREATE MATERIALIZED VIEW. The database keeps the query: where it would
   * keep V in place of the column, it is refused.
   */
  static void view(Analysis analysis, Wrapped wrapped) {
    requireOtherName(analysis, wrapped.created());
    if (!StatementKinds.mentions(analysis, wrapped.from(), wrapped.to())) {
      return;
    }
    int before = analysis.edits().size();
    StatementRewriter.rewrite(analysis, wrapped.from(), wrapped.to());
    boolean hidesOnly =
        analysis.rules().tables().stream()
            .allMatch(table -> table.rules().stream().allMatch(table::hides));
    if (analysis.edits().size() > before && !hidesOnly) {
      throw new UntreatableException(
          RefusalCode.STATEMENT_KIND,
          "a view over the column, which would go on reading the rule's value for ever",
          wrapped.created());
    }
  }

  /** Whether a statement is a CREATE RULE. */
  static boolean isRule(Tokens tokens, int from) {
    return tokens.isWord(behindReplace(tokens, from), "rule");
  }

  /** Whether a statement is a CREATE FUNCTION or CREATE PROCEDURE. */
  static boolean isFunction(Tokens tokens, int from) {
    return tokens.isAnyWord(behindReplace(tokens, from), "function", "procedure");
  }

  private static int behindReplace(Tokens tokens, int from) {
    boolean replace = tokens.isWord(from + 1, "or") && tokens.isWord(from + 2, "replace");
    return tokens.isWord(from, "create") ? (replace ? from + 3 : from + 1) : -1;
  }

  /**
   * A rule passes where nothing in it can be affected: it names no column under a rule, no row by a
   * star, and the table only as the one it is for.
   */
  static void rule(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    for (int i = from; i < to; i++) {
      boolean table = analysis.isTableName(i) || analysis.isRelativeName(i);
      boolean own =
          tokens.isWord(i - 1, "to") || (tokens.is(i - 1, ".") && tokens.isWord(i - 3, "to"));
      if (analysis.isColumnName(i) || tokens.is(i, "*") || (table && !own)) {
        throw new UntreatableException(
            RefusalCode.STATEMENT_KIND,
            "a rule that may concern the column, which the database would keep",
            i);
      }
    }
  }

  /**
   * A function passes where neither its signature nor its body can be affected. A body in a string
   * is looked into: the database would run it as it is, whatever the phase.
   */
  static void function(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    for (int i = from; i < to; i++) {
      boolean body = tokens.get(i).kind() == Kind.STRING && concerns(analysis, tokens.get(i));
      if (body || analysis.isTableName(i) || analysis.isRelativeName(i)) {
        throw new UntreatableException(
            RefusalCode.STATEMENT_KIND,
            "a function that may concern the column, which the database would keep",
            i);
      }
    }
  }

  /** Whether a body names a table under a rule together with its column, or all its columns. */
  private static boolean concerns(Analysis analysis, Token body) {
    boolean table = false;
    boolean column = false;
    try {
      Tokens inner = Tokens.of(body.value(), true);
      for (int i = 0; i < inner.size(); i++) {
        String name = inner.get(i).isName() ? inner.get(i).value() : "";
        table |= analysis.rules().isTable(name) || analysis.rules().isRelative(name);
        column |= analysis.rules().isColumn(name) || inner.is(i, "*");
      }
      return table && column;
    } catch (LexerException notSql) {
      return false; // a body in another language
    }
  }
}
