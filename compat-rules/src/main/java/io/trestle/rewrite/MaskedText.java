package io.trestle.rewrite;

import io.trestle.sql.Keywords;
import io.trestle.sql.Keywords.Category;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement's tokens written again for JSqlParser: names, literals and operators that could
 * mislead it are replaced by harmless ones, so that it finds the structure of what PostgreSQL would
 * read. Keeps, for each place in the masked text, the token it came from.
 */
final class MaskedText {

  private static final Set<String> KNOWN_OPERATORS =
      Set.of("+", "-", "*", "/", "%", "=", "<>", "!=", "<", ">", "<=", ">=", "||", "=>");
  private static final String[] JSON_PREDICATE = {
    "object", "array", "scalar", "value", "with", "without", "unique", "keys"
  };
  private static final Set<String> INTERVAL_FIELDS =
      Set.of("year", "month", "day", "hour", "minute", "second", "to");

  /**
   * Unreserved keywords that are part of the grammar wherever they stand in the statements we
   * treat.
   */
  private static final Set<String> ALWAYS_GRAMMAR =
      Set.of(
          "by",
          "conflict",
          "current",
          "delete",
          "following",
          "insert",
          "locked",
          "materialized",
          "matched",
          "merge",
          "nothing",
          "nowait",
          "nulls",
          "ordinality",
          "overriding",
          "preceding",
          "recursive",
          "rollup",
          "cube",
          "rows",
          "set",
          "skip",
          "ties",
          "unbounded",
          "update",
          "within",
          "without",
          "varying",
          "escape");

  private static final Set<String> TYPE_KEYWORDS =
      Set.of(
          "bigint",
          "bit",
          "boolean",
          "char",
          "character",
          "dec",
          "decimal",
          "float",
          "int",
          "integer",
          "nchar",
          "numeric",
          "precision",
          "real",
          "smallint",
          "time",
          "timestamp",
          "varchar",
          "varying",
          "json");

  private final Tokens tokens;
  private final int from;
  private final int to;
  private final StringBuilder masked = new StringBuilder();
  private final int[] starts;
  private final boolean[] dropped;
  private final @Nullable String[] instead;
  private final Map<Integer, String> before = new HashMap<>();
  private final Map<Integer, String> behind = new HashMap<>();
  private final BitSet leftOut;

  private MaskedText(Tokens tokens, int from, int to) {
    this.tokens = tokens;
    this.from = from;
    this.to = to;
    this.starts = new int[to - from];
    this.dropped = new boolean[to - from];
    this.instead = new String[to - from];
    this.leftOut = PlainRows.in(tokens, from, to);
  }

  /** Masks the tokens {@code [from, to)}. */
  static MaskedText of(Tokens tokens, int from, int to) {
    return of(tokens, "", from, to, "");
  }

  /** Masks the tokens {@code [from, to)}, and puts them between two texts. */
  static MaskedText of(Tokens tokens, String before, int from, int to, String behind) {
    MaskedText text = new MaskedText(tokens, from, to);
    text.masked.append(before);
    for (int i = from; i < to; i++) {
      if (text.leftOut.get(i)) {
        i = text.leaveOut(i);
        continue;
      }
      text.dropTypeNameBefore(i);
      text.dropRest(i);
      MaskedBrackets.mask(tokens, text, i);
      MaskedFunctions.mask(tokens, text, i);
    }
    for (int i = from; i < to; i++) {
      if (text.isSet(i)) {
        text.maskAssignments(i + 1);
      } else if (tokens.isWord(i, "insert") && tokens.isWord(i + 1, "into") && i + 2 < to) {
        text.maskInsertedParts(i);
      }
    }
    NestedJoins.mask(tokens, text, from, to);
    for (int i = from; i < to; i++) {
      text.append(i);
    }
    text.masked.append(behind);
    return text;
  }

  /** Drops a row, with the comma before it; gives its last token. */
  private int leaveOut(int open) {
    int close = tokens.partner(open);
    for (int i = open - 1; i <= close; i++) {
      drop(i);
    }
    return close;
  }

  /** Whether the row of an INSERT that an opening parenthesis starts is not in the masked text. */
  boolean leavesOut(int open) {
    return leftOut.get(open);
  }

  String text() {
    return masked.toString();
  }

  /** The token that the masked offset lies in or behind. */
  int tokenAt(int maskedOffset) {
    int found = Arrays.binarySearch(starts, maskedOffset);
    if (found < 0) {
      found = -found - 2;
    } else {
      while (found + 1 < starts.length && starts[found + 1] == maskedOffset) {
        found++; // dropped tokens share the start of the one behind them
      }
    }
    return from + Math.max(0, found);
  }

  /** Whether parentheses were put around what starts at a token. */
  boolean isGrouped(int index) {
    return before.containsKey(index);
  }

  /** Whether a token is the SET of an UPDATE. */
  private boolean isSet(int index) {
    int at = index - 1;
    if (!tokens.isWord(index, "set")) {
      return false;
    }
    while (at >= 0 && !tokens.isWord(at, "update")) {
      boolean target =
          tokens.get(at).isName() || tokens.is(at, ".") || tokens.is(at, "*") || isBracket(at);
      if (!target) {
        return false;
      }
      at--;
    }
    return at >= 0;
  }

  private boolean isBracket(int index) {
    return tokens.is(index, "(") || tokens.is(index, ")");
  }

  /**
   * JSqlParser reads few forms of row assignment. {@code (a, b) = ROW(x, y)} becomes {@code a =
   * r(b, x, y)}, which holds the same expressions in the same order. So does an assignment to a
   * part: {@code a[i].f = x} becomes {@code a = r(i, x)}.
   *
   * @param first the first token behind SET
   */
  private void maskAssignments(int first) {
    int end = Target.endOfList(tokens, first, to);
    for (int[] span : CommaList.spans(tokens, first, end)) {
      RowAssignment row = RowAssignment.at(tokens, span[0], span[1]);
      if (row != null) {
        maskRow(row);
      } else if (tokens.is(span[0] + 1, "[") || tokens.is(span[0] + 1, ".")) {
        maskPart(span[0], span[1]);
      }
    }
  }

  /**
   * {@code INSERT INTO t (a[1].f)}: the parts of columns are left out, where nothing is in them.
   */
  private void maskInsertedParts(int insert) {
    int open = NamePath.at(tokens, insert + 2).last() + 1;
    if (tokens.isWord(open, "as")) {
      open += 2;
    }
    if (!tokens.is(open, "(") || tokens.partner(open) < open) {
      return;
    }
    for (int[] item : CommaList.at(tokens, open).items()) {
      boolean constant = true;
      for (int i = item[0] + 1; i <= item[1]; i++) {
        Token token = tokens.get(i);
        constant &= token.isLiteral() || token.kind() == Kind.PUNCTUATION || tokens.is(i - 1, ".");
        constant &= !tokens.is(i, "(");
      }
      if (constant) {
        drop(item[0] + 1, item[1]);
      }
    }
  }

  private void maskPart(int target, int last) {
    int equals = target + 1;
    while (equals < last && !tokens.is(equals, "=")) {
      if (tokens.is(equals, "[")) {
        MaskedBrackets.maskAsArguments(tokens, this, equals);
        equals = tokens.partner(equals);
      } else {
        drop(equals);
      }
      equals++;
    }
    if (equals < last) {
      putBefore(target + 1, "= r (");
      drop(equals);
      putBehind(last, ")");
    }
  }

  private void maskRow(RowAssignment row) {
    boolean single = row.targets().size() == 1;
    int behindFirst = row.targets().last(0) + 1;
    drop(row.targets().open());
    put(behindFirst, "= r (");
    if (!single) {
      put(row.close(), ",");
    }
    for (int i = row.close() + 1; i < row.valuesFirst(); i++) {
      drop(i);
    }
    if (row.values() == null) {
      put(row.valuesLast(), ") )");
    } else {
      drop(row.values().open());
      for (int[] item : row.values().items()) {
        if (tokens.isWord(item[0], "default")) {
          put(item[0], "1");
        }
      }
    }
  }

  /** Has another text stand in a token's place. */
  void put(int index, String text) {
    if (index >= from && index < to) {
      instead[index - from] = text;
    }
  }

  /** Puts a text before a token, outside of what is there already. */
  void putBefore(int index, String text) {
    before.merge(index, text, (inner, outer) -> outer + " " + inner);
  }

  /** Puts a text behind a token, outside of what is there already. */
  void putBehind(int index, String text) {
    behind.merge(index, text, (inner, outer) -> inner + " " + outer);
  }

  /** Has a name stand in a token's place that is none of JSqlParser's keywords. */
  void putName(int index) {
    put(index, harmlessName(index));
  }

  private boolean isDropped(int index) {
    return dropped[index - from];
  }

  /** Leaves a token out. */
  void drop(int index) {
    if (index >= from && index < to) {
      dropped[index - from] = true;
    }
  }

  /**
   * A type name before a string is nothing to us: {@code date '2026-01-01'}, {@code time with time
   * zone '…'}.
   */
  private void dropTypeNameBefore(int index) {
    if (index == from
        || tokens.get(index).kind() != Kind.STRING
        || instead[index - 1 - from] != null) {
      return;
    }
    int last = index - 1;
    Token previous = tokens.get(last);
    if (previous.isWord("zone")
        && tokens.isWord(last - 1, "time")
        && !tokens.isWord(last - 2, "at")) {
      for (int i = last; i > from && !isDropped(i); i--) {
        drop(i);
        if (tokens.isAnyWord(i, "timestamp") || (i < last - 1 && tokens.isWord(i, "time"))) {
          break;
        }
      }
    } else if (previous.isWord("precision")) {
      drop(last);
      drop(last - 1);
    } else if (namesType(last)) {
      drop(last);
      while (tokens.is(last - 1, ".") && last - 2 > from) {
        drop(last - 1);
        drop(last - 2);
        last -= 2;
      }
    }
  }

  private boolean namesType(int index) {
    Token token = tokens.get(index);
    if (token.kind() == Kind.QUOTED_NAME) {
      return true;
    }
    if (token.kind() != Kind.WORD || tokens.isWord(index - 1, "as")) {
      return false;
    }
    return switch (Keywords.category(token.value())) {
      case NONE -> true;
      case UNRESERVED -> !isGrammar(index) && !token.isWord("uescape") && !token.isWord("zone");
      case COLUMN_NAME -> TYPE_KEYWORDS.contains(token.value());
      case TYPE_OR_FUNCTION_NAME, RESERVED -> false;
    };
  }

  private void dropRest(int i) {
    Token token = tokens.get(i);
    if (token.isWord("variadic")) {
      drop(i);
    } else if (IntoClause.isAt(tokens, i)) {
      drop(i, IntoClause.at(tokens, i).last());
    } else if (CursorPosition.isAt(tokens, i)) {
      drop(i + 1);
      drop(i + 2);
    } else if (token.isWord("only") && !tokens.isAnyWord(i - 1, "row", "rows")) {
      drop(i);
    } else if (token.is("*") && isBehindTable(i)) {
      drop(i);
    } else if (token.isWord("for") && LockingClause.at(tokens, i) != null) {
      drop(i, LockingClause.at(tokens, i).last());
    } else if (token.isWord("tablesample") && TableSample.at(tokens, i) != null) {
      drop(i, TableSample.at(tokens, i).last());
    } else if (token.is(")") && SearchAndCycle.at(tokens, i + 1) != null) {
      drop(i + 1, SearchAndCycle.at(tokens, i + 1).last());
    } else if (token.isWord("inner") && tokens.isWord(i - 1, "natural")) {
      drop(i);
    } else if (token.isWord("using") && JoinAlias.at(tokens, i) > 0) {
      drop(JoinAlias.at(tokens, i) - 1, JoinAlias.at(tokens, i));
    } else if (token.is("(") && isWindow(i) && isWindowName(i + 1)) {
      drop(i + 1);
    } else if (token.isWord("is")) {
      dropPredicate(i);
    } else if (token.isWord("cast") && tokens.is(i + 1, "(")) {
      maskType(i + 1);
    } else if (token.isWord("at") && tokens.isWord(i + 1, "local")) {
      drop(i);
      drop(i + 1);
    } else if (tokens.isAnyWord(i, "distinct", "all")
        && tokens.isWord(i - 1, "by")
        && tokens.isWord(i - 2, "group")) {
      drop(i);
    } else if (token.isWord("uescape")) {
      drop(i);
      drop(i + 1);
    } else if (token.isWord("interval")) {
      dropFields(i);
    } else if (token.isWord("collate") && i + 1 < to && tokens.get(i + 1).isName()) {
      maskCollation(i);
    } else if (token.isWord("using") && i + 1 < to && tokens.get(i + 1).kind() == Kind.OPERATOR) {
      drop(i);
      drop(i + 1);
    } else if (token.isWord("operator") && tokens.is(i + 1, "(") && tokens.partner(i + 1) > 0) {
      drop(i + 1, tokens.partner(i + 1));
      if (tokens.isWord(i - 1, "using")) {
        drop(i - 1, i);
      }
    }
  }

  /** The fields of {@code interval '1' day to hour} and {@code ::interval month}. */
  private void dropFields(int interval) {
    boolean literal = interval + 1 < to && tokens.get(interval + 1).kind() == Kind.STRING;
    if (literal || tokens.is(interval - 1, "::")) {
      int first = literal ? interval + 2 : interval + 1;
      for (int j = first; j < to && INTERVAL_FIELDS.contains(tokens.get(j).value()); j++) {
        drop(j);
      }
    }
  }

  /** COLLATE becomes a cast, which JSqlParser reads behind another cast, too. */
  private void maskCollation(int collate) {
    int last = NamePath.at(tokens, collate + 1).last();
    put(collate, "::");
    drop(collate + 1, last - 1);
    put(last, "int");
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
        put(i + 1, "int");
        for (int j = i + 2; j < close; j++) {
          drop(j);
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
    put(at, "null");
    for (int i = at + 1; i <= last; i++) {
      drop(i);
    }
  }

  /** Leaves tokens out, both included. */
  void drop(int first, int last) {
    for (int i = first; i <= last; i++) {
      drop(i);
    }
  }

  private void append(int index) {
    starts[index - from] = masked.length();
    append(before.get(index));
    if (!isDropped(index)) {
      String other = instead[index - from];
      append(other == null ? mask(index) : other);
    }
    append(behind.get(index));
  }

  private void append(@Nullable String text) {
    if (text != null) {
      masked.append(text).append(' ');
    }
  }

  private String mask(int index) {
    Token token = tokens.get(index);
    return switch (token.kind()) {
      case STRING -> "'x'";
      case NUMBER -> "1";
      case PARAMETER -> "?";
      case QUOTED_NAME -> harmlessName(index);
      case WORD -> maskWord(index, token.value());
      case OPERATOR -> maskOperator(index, token.value());
      case PUNCTUATION -> token.value();
    };
  }

  private String maskWord(int index, String word) {
    if (word.equals("operator") && tokens.is(index + 1, "(")) {
      return replacementOperator(tokens.partner(index + 1) + 1);
    }
    if (CursorPosition.isAt(tokens, index)) {
      return CursorPosition.MASK;
    }
    Category category = Keywords.category(word);
    boolean name =
        category == Category.NONE
            || tokens.is(index - 1, ".")
            || isLabel(index, category)
            || (category == Category.UNRESERVED && !isGrammar(index));
    if (word.equals("select") && selectsNothing(index + 1)) {
      return "select 1";
    }
    if (word.equals("table") && !name) {
      return "select * from";
    }
    return name && !tokens.isWord(index - 1, "tablesample") ? harmlessName(index) : word;
  }

  /** Behind AS any keyword may name an output column: {@code a < b AS true}. */
  private boolean isLabel(int index, Category category) {
    boolean reserved = category == Category.RESERVED || category == Category.TYPE_OR_FUNCTION_NAME;
    return reserved
        && tokens.isWord(index - 1, "as")
        && !tokens.isAnyWord(index, "not", "select", "with", "table");
  }

  /** PostgreSQL allows an empty list of columns. */
  private boolean selectsNothing(int following) {
    return following >= to
        || tokens.is(following, ")")
        || tokens.isAnyWord(following, "from", "where", "limit", "into", "order")
        || tokens.isAnyWord(following, MaskedBrackets.SET_OPERATIONS);
  }

  private String maskOperator(int index, String operator) {
    return KNOWN_OPERATORS.contains(operator) ? operator : replacementOperator(index + 1);
  }

  private String replacementOperator(int following) {
    return tokens.isAnyWord(following, "any", "some", "all") ? "=" : "+";
  }

  private String harmlessName(int index) {
    return "n" + index;
  }

  /** Whether an unreserved keyword stands here as part of the grammar, not as a name. */
  private boolean isGrammar(int index) {
    String word = tokens.get(index).value();
    boolean qualified = tokens.is(index - 1, ".") || tokens.is(index + 1, ".");
    boolean alias = index > from && tokens.isWord(index - 1, "as");
    if (qualified || (alias && !word.equals("materialized"))) {
      return false;
    }
    if (ALWAYS_GRAMMAR.contains(word)) {
      return true;
    }
    return switch (word) {
      case "key" -> tokens.isAnyWord(index - 1, "for", "no");
      case "share" -> tokens.isAnyWord(index - 1, "for", "key");
      case "no" -> tokens.isWord(index + 1, "key");
      case "of" -> tokens.isAnyWord(index - 1, "update", "share");
      case "first", "next" -> tokens.isAnyWord(index - 1, "nulls", "fetch");
      case "last" -> tokens.isWord(index - 1, "nulls");
      case "filter" -> tokens.is(index - 1, ")") && tokens.is(index + 1, "(");
      case "over" -> tokens.is(index - 1, ")");
      case "partition" -> tokens.isWord(index + 1, "by");
      case "range", "groups" -> tokens.isAnyWord(index + 1, "between", "unbounded", "current");
      case "sets" -> tokens.isWord(index - 1, "grouping");
      case "zone" -> tokens.isWord(index - 1, "time");
      case "at" -> tokens.isAnyWord(index + 1, "time");
      case "double" -> tokens.isWord(index + 1, "precision");
      case "unknown" -> tokens.isAnyWord(index - 1, "is", "not");
      case "value" -> tokens.isAnyWord(index - 1, "user", "system");
      case "system" -> tokens.isWord(index - 1, "overriding");
      case "exclude" -> tokens.isAnyWord(index + 1, "current", "group", "ties", "no");
      default -> false;
    };
  }
}
