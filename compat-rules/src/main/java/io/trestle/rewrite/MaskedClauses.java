package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Set;

/**
 * Leaves out or replaces clauses and forms that JSqlParser does not read, and that hold nothing of
 * concern: type names, locking clauses, TABLESAMPLE, collations, predicates such as IS JSON. Puts
 * around others what it needs to read them as they are meant: casts of calls, ON CONFLICT.
 */
final class MaskedClauses {

  private static final String[] JSON_PREDICATE = {
    "object", "array", "scalar", "value", "with", "without", "unique", "keys"
  };
  private static final String[] BEHIND_FROM = {
    "insert",
    "select",
    "where",
    "group",
    "having",
    "window",
    "union",
    "intersect",
    "except",
    "order",
    "limit",
    "offset",
    "fetch",
    "for"
  };
  private static final Set<String> INTERVAL_FIELDS =
      Set.of("year", "month", "day", "hour", "minute", "second", "to");

  private final Tokens tokens;
  private final MaskedText text;
  private final MaskedWords words;
  private final int from;
  private final int to;

  /** For the tokens {@code [from, to)}. */
  MaskedClauses(Tokens tokens, MaskedText text, MaskedWords words, int from, int to) {
    this.tokens = tokens;
    this.text = text;
    this.words = words;
    this.from = from;
    this.to = to;
  }

  /** Masks what begins at a token. */
  void mask(int i) {
    dropTypeNameBefore(i);
    dropRest(i);
  }

  /**
   * A type name before a string is nothing to us: {@code date '2026-01-01'}, {@code time with time
   * zone '…'}.
   */
  private void dropTypeNameBefore(int index) {
    if (index == from || tokens.get(index).kind() != Kind.STRING || text.isReplaced(index - 1)) {
      return;
    }
    int last = index - 1;
    Token previous = tokens.get(last);
    if (previous.isWord("zone")
        && tokens.isWord(last - 1, "time")
        && !tokens.isWord(last - 2, "at")) {
      for (int i = last; i > from && !text.isDropped(i); i--) {
        text.drop(i);
        if (tokens.isAnyWord(i, "timestamp") || (i < last - 1 && tokens.isWord(i, "time"))) {
          break;
        }
      }
    } else if (previous.isWord("precision")) {
      text.drop(last);
      text.drop(last - 1);
    } else if (words.namesType(last)) {
      text.drop(last);
      while (tokens.is(last - 1, ".") && last - 2 > from) {
        text.drop(last - 1);
        text.drop(last - 2);
        last -= 2;
      }
    }
  }

  private void dropRest(int i) {
    Token token = tokens.get(i);
    if (token.isWord("variadic")) {
      text.drop(i);
    } else if (token.is("::")) {
      maskCast(i);
    } else if (token.isWord("on") && isConflictClause(i) && endsFrom(i)) {
      text.putBefore(i, "WHERE TRUE"); // else it is read as the condition of a join
    } else if (IntoClause.isAt(tokens, i)) {
      text.drop(i, IntoClause.at(tokens, i).last());
    } else if (CursorPosition.isAt(tokens, i)) {
      text.drop(i + 1);
      text.drop(i + 2);
    } else if (token.isWord("only") && !tokens.isAnyWord(i - 1, "row", "rows")) {
      text.drop(i);
    } else if (token.is("*") && isBehindTable(i)) {
      text.drop(i);
    } else if (token.isWord("for") && LockingClause.at(tokens, i) != null) {
      text.drop(i, LockingClause.at(tokens, i).last());
    } else if (token.isWord("tablesample") && TableSample.at(tokens, i) != null) {
      text.drop(i, TableSample.at(tokens, i).last());
    } else if (token.is(")") && SearchAndCycle.at(tokens, i + 1) != null) {
      text.drop(i + 1, SearchAndCycle.at(tokens, i + 1).last());
    } else if (token.isWord("inner") && tokens.isWord(i - 1, "natural")) {
      text.drop(i);
    } else if (token.isWord("using") && JoinAlias.at(tokens, i) > 0) {
      text.drop(JoinAlias.at(tokens, i) - 1, JoinAlias.at(tokens, i));
    } else if (token.is("(") && isWindow(i) && isWindowName(i + 1)) {
      text.drop(i + 1);
    } else if (token.isWord("is")) {
      dropPredicate(i);
    } else if (token.isWord("cast") && tokens.is(i + 1, "(")) {
      maskType(i + 1);
    } else if (token.isWord("at") && tokens.isWord(i + 1, "local")) {
      text.put(i + 1, "time zone 'x'");
    } else if (tokens.isAnyWord(i, "distinct", "all")
        && tokens.isWord(i - 1, "by")
        && tokens.isWord(i - 2, "group")) {
      text.drop(i);
    } else if (token.isWord("uescape")) {
      text.drop(i);
      text.drop(i + 1);
    } else if (token.isWord("interval")) {
      dropFields(i);
    } else if (token.isWord("collate") && i + 1 < to && tokens.get(i + 1).isName()) {
      maskCollation(i);
    } else if (token.isWord("using") && i + 1 < to && tokens.get(i + 1).kind() == Kind.OPERATOR) {
      text.drop(i);
      text.drop(i + 1);
    } else if (token.isWord("operator") && tokens.is(i + 1, "(") && tokens.partner(i + 1) > 0) {
      text.drop(i + 1, tokens.partner(i + 1));
      if (tokens.isWord(i - 1, "using")) {
        text.drop(i - 1, i);
      }
    }
  }

  /** A cast of what it may be of, to a type of words that are read. */
  private void maskCast(int cast) {
    if (tokens.isAnyWord(cast + 1, "timestamp", "time")
        && tokens.is(cast + 2, "(")
        && tokens.isAnyWord(tokens.partner(cast + 2) + 1, "with", "without")) {
      text.drop(cast + 2, tokens.partner(cast + 2));
    }
    int call = callBefore(cast);
    if (call >= 0) {
      text.putBefore(call, "(");
      text.putBehind(cast - 1, ")");
    }
  }

  /**
   * The first token of the call with FILTER or OVER that ends before a token; -1 where none does.
   * JSqlParser says no place of such a call, unless it is in parentheses.
   */
  private int callBefore(int end) {
    int at = end - 1;
    boolean clauses = false;
    while (at > from) {
      boolean named = tokens.get(at).isName() && tokens.isWord(at - 1, "over");
      int open = tokens.is(at, ")") ? tokens.partner(at) : -1;
      if (named) {
        clauses = true;
        at -= 2;
      } else if (open > from && tokens.isAnyWord(open - 1, "over", "filter")) {
        clauses = true;
        at = open - 2;
      } else if (open > from && tokens.isWord(open - 1, "group")) {
        at = open - 3;
      } else if (open > from && clauses && tokens.get(open - 1).isName()) {
        int name = open - 1;
        while (tokens.is(name - 1, ".") && name - 2 >= from) {
          name -= 2;
        }
        return name;
      } else {
        return -1;
      }
    }
    return -1;
  }

  private boolean isConflictClause(int on) {
    int behind = on + 2;
    return tokens.isWord(on + 1, "conflict")
        && (tokens.isAnyWord(behind, "do", "on")
            || (tokens.is(behind, "(")
                && tokens.isAnyWord(tokens.partner(behind) + 1, "do", "where")));
  }

  /** Whether the last clause of the query before a token is its FROM. */
  private boolean endsFrom(int end) {
    for (int i = end - 1; i > from; i--) {
      if (tokens.partner(i) >= 0 && tokens.partner(i) < i) {
        i = tokens.partner(i);
      } else if (tokens.isWord(i, "from") && !tokens.isWord(i - 1, "distinct")) {
        return true;
      } else if (tokens.isAnyWord(i, BEHIND_FROM)) {
        return false;
      }
    }
    return false;
  }

  /** The fields of {@code interval '1' day to hour} and {@code ::interval month}. */
  private void dropFields(int interval) {
    boolean literal = interval + 1 < to && tokens.get(interval + 1).kind() == Kind.STRING;
    if (literal || tokens.is(interval - 1, "::")) {
      int first = literal ? interval + 2 : interval + 1;
      for (int j = first; j < to && INTERVAL_FIELDS.contains(tokens.get(j).value()); j++) {
        text.drop(j);
      }
    }
  }

  /** COLLATE becomes a cast, which JSqlParser reads behind another cast, too. */
  private void maskCollation(int collate) {
    int last = NamePath.at(tokens, collate + 1).last();
    text.put(collate, "::");
    text.drop(collate + 1, last - 1);
    text.put(last, "int");
  }

  /** {@code FROM t *}: descendants too. */
  private boolean isBehindTable(int star) {
    int first = star - 1;
    while (first > from && tokens.is(first - 1, ".")) {
      first -= 2;
    }
    return first > from
        && tokens.get(first).isName()
        && tokens.isAnyWord(first - 1, "from", "join", "update", "only")
        && !isOperand(first - 1);
  }

  /** Whether a FROM is part of an expression: IS DISTINCT FROM, substring(a FROM b). */
  private boolean isOperand(int index) {
    return tokens.isWord(index, "from")
        && (tokens.isWord(index - 1, "distinct") || MaskedFunctions.isArgument(tokens, index));
  }

  private boolean isWindow(int open) {
    return tokens.isWord(open - 1, "over")
        || (tokens.isWord(open - 1, "as") && tokens.isAnyWord(open - 3, "window"))
        || (tokens.isWord(open - 1, "as") && tokens.is(open - 3, ",") && isWindowName(open + 1));
  }

  /** A window may begin with the name of another one. */
  private boolean isWindowName(int index) {
    return tokens.get(index).isName()
        && !tokens.isAnyWord(index, "partition", "order", "rows", "range", "groups")
        && (tokens.is(index + 1, ")")
            || tokens.isAnyWord(index + 1, "partition", "order", "rows", "range", "groups"));
  }

  /** A type's name behind CAST (x AS, of however many words, becomes one that is known. */
  private void maskType(int open) {
    int close = tokens.partner(open);
    for (int i = open + 1; i < close; i++) {
      if (tokens.isWord(i, "as")) {
        text.put(i + 1, "int");
        for (int j = i + 2; j < close; j++) {
          text.drop(j);
        }
        return;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
  }

  /** IS JSON, IS DOCUMENT and IS NORMALIZED become IS NULL. */
  private void dropPredicate(int is) {
    int at = tokens.isWord(is + 1, "not") ? is + 2 : is + 1;
    int last = at;
    if (tokens.isWord(at, "json")) {
      while (tokens.isAnyWord(last + 1, JSON_PREDICATE)) {
        last++;
      }
    } else if (tokens.isAnyWord(at, "nfc", "nfd", "nfkc", "nfkd")
        && tokens.isWord(at + 1, "normalized")) {
      last = at + 1;
    } else if (!tokens.isAnyWord(at, "document", "normalized")) {
      return;
    }
    text.put(at, "null");
    for (int i = at + 1; i <= last; i++) {
      text.drop(i);
    }
  }
}
