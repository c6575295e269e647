package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

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

  /**
   * Treats the statement in the tokens {@code [from, to)}.
   *
   * @param standardConformingStrings the session's setting of that name
   */
  static void treat(Analysis analysis, int from, int to, boolean standardConformingStrings) {
    Tokens tokens = analysis.tokens();
    int start = Wrapped.withoutExplain(tokens, from, to);
    if (start >= to) {
      return;
    }
    Token first = tokens.get(start);
    Wrapped wrapped = Wrapped.at(tokens, start, to);
    if (wrapped != null) {
      wrapped(analysis, wrapped, standardConformingStrings);
    } else if (NewRelations.isFunction(tokens, start)) {
      NewRelations.function(analysis, start, to);
    } else if (tokens.isWord(start, "copy") && start == from) {
      CopyRewriter.rewrite(analysis, start, to, standardConformingStrings);
    } else if (!mentions(analysis, start, to)
        || isHarmless(first)
        || TemporaryNames.onlyCreates(analysis, start, to)) {
      return;
    } else if (tokens.is(start, "(") || isOneOf(first, QUERIES)) {
      StatementRewriter.rewrite(analysis, start, to);
    } else if (NewRelations.isRule(tokens, start)) {
      NewRelations.rule(analysis, start, to);
    } else if (!isOneOf(first, WHOLE_TABLE) && !isHarmlessCreate(analysis, start, to)) {
      throw new UntreatableException(
          RefusalCode.STATEMENT_KIND, "a statement of the kind " + kind(first), start);
    } else {
      requireNoColumn(analysis, start, to);
    }
  }

  private static void wrapped(
      Analysis analysis, Wrapped wrapped, boolean standardConformingStrings) {
    switch (wrapped.kind()) {
      case VIEW -> NewRelations.view(analysis, wrapped);
      case TABLE -> {
        NewRelations.requireOtherName(analysis, wrapped.created());
        treat(analysis, wrapped.from(), wrapped.to(), standardConformingStrings);
      }
      case CURSOR -> {
        analysis.cursor(true);
        treat(analysis, wrapped.from(), wrapped.to(), standardConformingStrings);
        analysis.cursor(false);
      }
      case PREPARED -> treat(analysis, wrapped.from(), wrapped.to(), standardConformingStrings);
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

  /** Whether a relation of the rule, or anything that could be one, is named between the tokens. */
  static boolean mentions(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean named = analysis.isTableName(i) || analysis.isRelativeName(i);
      if (named && !TemporaryNames.isOne(analysis, i)) {
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

  /**
   * What is made beside the table, without a query that would be kept: unaffected where it does not
   * name the column.
   */
  private static boolean isHarmlessCreate(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    if (!tokens.isWord(from, "create")) {
      return false;
    }
    int kind = from + 1;
    while (tokens.isAnyWord(kind, "or", "replace", "constraint", "unique")) {
      kind++;
    }
    if (tokens.isAnyWord(kind, "index", "trigger", "sequence", "statistics", "publication")) {
      return true;
    } else if (tokens.isWord(kind, "policy")) {
      return IntStream.range(kind, to)
          .noneMatch(i -> tokens.is(i, "*") || tokens.isAnyWord(i, "natural", "table"));
    }
    return tokens.isWord(kind, "table") && onlyRefersTo(analysis, kind, to);
  }

  /** Whether a table under a rule is named as what foreign keys refer to, and nowhere else. */
  private static boolean onlyRefersTo(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    for (int i = from; i < to; i++) {
      boolean qualified = tokens.is(i - 1, ".") && tokens.isWord(i - 3, "references");
      if (analysis.isTableName(i) && !qualified && !tokens.isWord(i - 1, "references")) {
        return false;
      }
    }
    return true;
  }
}
