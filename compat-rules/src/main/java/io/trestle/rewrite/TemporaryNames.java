package io.trestle.rewrite;

import io.trestle.sql.Tokens;

/** Tells names of temporary relations from those of the tables that they hide. */
final class TemporaryNames {

  private TemporaryNames() {}

  /** Whether the name at a token is that of a temporary relation for certain. */
  static boolean isOne(Analysis analysis, int token) {
    Tokens tokens = analysis.tokens();
    if (tokens.is(token - 1, ".")) {
      String schema = token > 1 ? tokens.get(token - 2).value() : "";
      return SearchPath.isTemporary(schema);
    }
    String name = tokens.get(token).value();
    return analysis.searchPath().resolve(analysis.catalog(), name).temporary();
  }

  /**
   * Whether a statement creates a temporary relation, and has nothing else to do with a table under
   * a rule: its name is none of those tables, though it may be spelled like one.
   */
  static boolean onlyCreates(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    int name = tokens.isWord(from, "create") ? created(tokens, from + 1) : into(tokens, from, to);
    return name > 0
        && name < to
        && tokens.get(name).isName()
        && !StatementKinds.mentions(analysis, from, name)
        && !StatementKinds.mentions(analysis, name + 1, to);
  }

  /** Whether the name at a token is that of a temporary relation that the statement creates. */
  static boolean isCreated(Tokens tokens, int name) {
    if (tokens.is(name - 1, ".")) {
      return name > 1 && SearchPath.isTemporary(tokens.get(name - 2).value());
    }
    int at = name - 1;
    while (tokens.isAnyWord(at, "table", "view", "recursive", "if", "not", "exists")) {
      at--;
    }
    return tokens.isAnyWord(at, "temp", "temporary");
  }

  /** The name behind CREATE TEMPORARY TABLE, VIEW or SEQUENCE; -1 where it is none of those. */
  private static int created(Tokens tokens, int behind) {
    int at = behind;
    boolean temporary = false;
    while (tokens.isAnyWord(
        at, "or", "replace", "local", "global", "temp", "temporary", "recursive")) {
      temporary |= tokens.isAnyWord(at, "temp", "temporary");
      at++;
    }
    if (!temporary || !tokens.isAnyWord(at, "table", "view", "sequence")) {
      return -1;
    }
    return tokens.isWord(at + 1, "if") ? at + 4 : at + 1;
  }

  /** The name behind SELECT … INTO TEMPORARY; -1 where there is none. */
  private static int into(Tokens tokens, int from, int to) {
    if (!tokens.isWord(from, "select")) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      if (tokens.isAnyWord(i, "temp", "temporary")
          && (tokens.isWord(i - 1, "into")
              || (tokens.isAnyWord(i - 1, "local", "global") && tokens.isWord(i - 2, "into")))) {
        return tokens.isWord(i + 1, "table") ? i + 2 : i + 1;
      }
    }
    return -1;
  }
}
