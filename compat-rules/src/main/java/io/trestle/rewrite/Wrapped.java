package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * A statement that wraps another one: what it makes of it, and where that lies.
 *
 * @param kind what becomes of the inner statement
 * @param created the last token of the name that is given to it
 * @param from the first token of the inner statement
 * @param to the token behind it
 */
record Wrapped(Kind kind, int created, int from, int to) {

  /** What becomes of the inner statement. */
  enum Kind {
    /** DECLARE CURSOR: its rows are fetched by and by. */
    CURSOR,
    /** PREPARE: it is executed later. */
    PREPARED,
    /** CREATE TABLE AS: its rows, names and types make a table. */
    TABLE,
    /** CREATE VIEW, CREATE MATERIALIZED VIEW: the database keeps its text. */
    VIEW
  }

  /** The wrapper that the tokens {@code [from, to)} are, below EXPLAIN; null for none. */
  static @Nullable Wrapped at(Tokens tokens, int from, int to) {
    Wrapped wrapped = null;
    if (tokens.isWord(from, "declare")) {
      wrapped = cursor(tokens, from, to);
    } else if (isPrepare(tokens, from)) {
      wrapped = prepared(tokens, from, to);
    } else if (tokens.isWord(from, "create")) {
      wrapped = created(tokens, from, to);
    }
    return wrapped != null && wrapped.from < wrapped.to ? wrapped : null;
  }

  /** Whether a statement begins as a PREPARE that is not the first half of a two-phase commit. */
  static boolean isPrepare(Tokens tokens, int from) {
    return tokens.isWord(from, "prepare") && !tokens.isWord(from + 1, "transaction");
  }

  /**
   * Whether the tokens {@code [from, to)} are an EXPLAIN that only plans. One whose options cannot
   * be told counts as one that runs.
   */
  static boolean isOnlyPlanned(Tokens tokens, int from, int to) {
    int start = withoutExplain(tokens, from, to);
    boolean runs = start == from;
    for (int i = from + 1; i < start; i++) {
      if (tokens.isAnyWord(i, "analyze", "analyse")) {
        runs = !tokens.isAnyWord(i + 1, "false", "off");
      }
    }
    return !runs;
  }

  /** The first token behind EXPLAIN and its options. */
  static int withoutExplain(Tokens tokens, int from, int to) {
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

  /**
   * The innermost statement of {@code [from, to)}: what is left when EXPLAIN and wrappers are taken
   * off.
   */
  static int[] innermost(Tokens tokens, int from, int to) {
    int start = withoutExplain(tokens, from, to);
    Wrapped wrapped = at(tokens, start, to);
    return wrapped == null ? new int[] {start, to} : new int[] {wrapped.from, wrapped.to};
  }

  private static @Nullable Wrapped cursor(Tokens tokens, int from, int to) {
    int at = from + 2;
    while (tokens.isAnyWord(at, "binary", "insensitive", "asensitive", "no", "scroll")) {
      at++;
    }
    if (!tokens.isWord(at, "cursor")) {
      return null;
    }
    at++;
    if (tokens.isAnyWord(at, "with", "without") && tokens.isWord(at + 1, "hold")) {
      at += 2;
    }
    return tokens.isWord(at, "for") ? new Wrapped(Kind.CURSOR, from + 1, at + 1, to) : null;
  }

  private static @Nullable Wrapped prepared(Tokens tokens, int from, int to) {
    int at = behindBrackets(tokens, from + 2);
    return tokens.isWord(at, "as") ? new Wrapped(Kind.PREPARED, from + 1, at + 1, to) : null;
  }

  private static @Nullable Wrapped created(Tokens tokens, int from, int to) {
    int at = from + 1;
    if (tokens.isWord(at, "or") && tokens.isWord(at + 1, "replace")) {
      at += 2;
    }
    while (tokens.isAnyWord(
        at, "global", "local", "temporary", "temp", "unlogged", "recursive", "materialized")) {
      at++;
    }
    boolean view = tokens.isWord(at, "view");
    if (!view && !tokens.isWord(at, "table")) {
      return null;
    }
    at++;
    if (tokens.isWord(at, "if") && tokens.isWord(at + 1, "not")) {
      at += 3;
    }
    if (at >= to || !tokens.get(at).isName()) {
      return null;
    }
    int created = NamePath.at(tokens, at).last();
    int as = behindOptions(tokens, created + 1);
    if (!tokens.isWord(as, "as")) {
      return null;
    }
    return new Wrapped(
        view ? Kind.VIEW : Kind.TABLE, created, as + 1, withoutTail(tokens, as + 1, to));
  }

  /** Columns, USING, WITH, ON COMMIT and TABLESPACE, in whatever order they come. */
  private static int behindOptions(Tokens tokens, int from) {
    int at = behindBrackets(tokens, from);
    while (true) {
      if (tokens.isAnyWord(at, "using", "tablespace")) {
        at += 2;
      } else if (tokens.isWord(at, "with") && tokens.is(at + 1, "(")) {
        at = behindBrackets(tokens, at + 1);
      } else if (tokens.isWord(at, "without") && tokens.isWord(at + 1, "oids")) {
        at += 2;
      } else if (tokens.isWord(at, "on") && tokens.isWord(at + 1, "commit")) {
        at += tokens.isWord(at + 2, "drop") ? 3 : 4;
      } else {
        return at;
      }
    }
  }

  private static int behindBrackets(Tokens tokens, int at) {
    return tokens.is(at, "(") && tokens.partner(at) > at ? tokens.partner(at) + 1 : at;
  }

  /** WITH [NO] DATA of a table, WITH … CHECK OPTION of a view. */
  private static int withoutTail(Tokens tokens, int from, int to) {
    int last = to - 1;
    if (tokens.isWord(last, "data")) {
      int with = tokens.isWord(last - 1, "no") ? last - 2 : last - 1;
      return tokens.isWord(with, "with") && with > from ? with : to;
    }
    if (tokens.isWord(last, "option") && tokens.isWord(last - 1, "check")) {
      int with = tokens.isAnyWord(last - 2, "cascaded", "local") ? last - 3 : last - 2;
      return tokens.isWord(with, "with") && with > from ? with : to;
    }
    return to;
  }
}
