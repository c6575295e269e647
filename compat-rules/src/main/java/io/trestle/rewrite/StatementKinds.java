package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.engine.SessionState;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.Locale;
import java.util.Set;

/**
 * Tells by its first words what is to be done with a statement of a text that may mention the
 * table.
 */
final class StatementKinds {

  private static final Set<String> QUERIES =
      Set.of("select", "with", "values", "table", "insert", "update", "delete", "merge");

  /** Statements whose names are no relations, or that touch no rows. */
  private static final Set<String> HARMLESS =
      Set.of(
          "abort",
          "begin",
          "checkpoint",
          "close",
          "commit",
          "deallocate",
          "discard",
          "end",
          "fetch",
          "listen",
          "load",
          "move",
          "notify",
          "reassign",
          "release",
          "reset",
          "rollback",
          "savepoint",
          "set",
          "show",
          "start",
          "unlisten");

  /** Statements about the table as a whole: unaffected where they do not name the column. */
  private static final Set<String> WHOLE_TABLE =
      Set.of(
          "alter",
          "analyze",
          "cluster",
          "comment",
          "drop",
          "grant",
          "lock",
          "reindex",
          "revoke",
          "truncate",
          "vacuum");

  private StatementKinds() {}

  /** Treats the statement in the tokens {@code [from, to)}. */
  static void treat(Analysis analysis, int from, int to, SessionState session) {
    Tokens tokens = analysis.tokens();
    int start = withoutExplain(tokens, from, to);
    if (start >= to) {
      return;
    }
    Token first = tokens.get(start);
    if (SqlPrepared.isPrepare(tokens, start)) {
      prepare(analysis, start, to, session);
    } else if (isExecute(tokens, start)) {
      execute(analysis, start, session);
    } else if (!mentions(analysis, start, to) || isHarmless(first)) {
      return;
    } else if (tokens.is(start, "(") || isOneOf(first, QUERIES)) {
      StatementRewriter.rewrite(analysis, start, to);
    } else if (!isOneOf(first, WHOLE_TABLE) && !isHarmlessCreate(analysis, start, to)) {
      throw new UntreatableException(
          RefusalCode.STATEMENT_KIND, "a statement of the kind " + kind(first), start);
    } else {
      requireNoColumn(analysis, start, to);
    }
  }

  private static String kind(Token first) {
    return first.value().toUpperCase(Locale.ROOT);
  }

  private static boolean isOneOf(Token token, Set<String> words) {
    return token.kind() == Token.Kind.WORD && words.contains(token.value());
  }

  private static boolean isHarmless(Token token) {
    return isOneOf(token, HARMLESS);
  }

  private static int withoutExplain(Tokens tokens, int from, int to) {
    if (!tokens.isWord(from, "explain")) {
      return from;
    }
    int at = from + 1;
    while (at < to && tokens.isAnyWord(at, "analyze", "analyse", "verbose")) {
      at++;
    }
    boolean options =
        tokens.is(at, "(")
            && !tokens.is(at + 1, "(")
            && !tokens.isAnyWord(
                at + 1, "select", "with", "values", "table", "insert", "update", "delete", "merge");
    return options && tokens.partner(at) > at ? tokens.partner(at) + 1 : at;
  }

  /** Whether a relation of the rule, or anything that could be one, is named between the tokens. */
  static boolean mentions(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      if (analysis.isTableName(i) || analysis.isRelativeName(i)) {
        return true;
      }
    }
    return false;
  }

  private static void requireNoColumn(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      if (analysis.isColumnName(i)) {
        throw new UntreatableException(
            RefusalCode.STATEMENT_KIND,
            "a statement about the column of the kind " + kind(analysis.tokens().get(from)),
            i);
      }
    }
  }

  /** An index over other columns, a table that refers to this one: unaffected. */
  private static boolean isHarmlessCreate(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    if (!tokens.isWord(from, "create")) {
      return false;
    }
    if (tokens.isWord(from + 1, "index")
        || (tokens.isWord(from + 1, "unique") && tokens.isWord(from + 2, "index"))) {
      return true;
    }
    if (!tokens.isWord(from + 1, "table")) {
      return false;
    }
    for (int i = from; i < to; i++) {
      boolean qualified = tokens.is(i - 1, ".") && tokens.isWord(i - 3, "references");
      if (analysis.isTableName(i) && !qualified && !tokens.isWord(i - 1, "references")) {
        return false;
      }
    }
    return true;
  }

  private static void prepare(Analysis analysis, int from, int to, SessionState session) {
    Tokens tokens = analysis.tokens();
    if (mentions(analysis, from, to)) {
      throw new UntreatableException(
          RefusalCode.STATEMENT_KIND, "an SQL-level PREPARE over the table", from);
    }
    SqlPrepared.remember(tokens, from, to, session);
  }

  private static boolean isExecute(Tokens tokens, int start) {
    return tokens.isWord(start, "execute");
  }

  /**
   * A statement that was prepared by SQL may be over the table: it was prepared before the rule was
   * made.
   */
  private static void execute(Analysis analysis, int from, SessionState session) {
    if (from + 1 >= analysis.tokens().size()) {
      return;
    }
    for (String text : session.prepared(analysis.tokens().get(from + 1).value())) {
      if (mentionsTable(text, analysis, session)) {
        throw new UntreatableException(
            RefusalCode.STATEMENT_KIND,
            "an EXECUTE of a statement over the table that was prepared before the rule was made",
            from);
      }
    }
  }

  private static boolean mentionsTable(String text, Analysis analysis, SessionState session) {
    try {
      Tokens tokens = Tokens.of(text, session.standardConformingStrings());
      Analysis other =
          new Analysis(
              tokens, analysis.rules(), analysis.catalog(), analysis.searchPath(), Set.of());
      return mentions(other, 0, tokens.size());
    } catch (LexerException unreadable) {
      return true;
    }
  }
}
