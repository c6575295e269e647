package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;

/** Masks assignments of rows and to parts of columns, in SET lists and in the list of an INSERT. */
final class MaskedAssignments {

  private final Tokens tokens;
  private final MaskedText text;
  private final int to;

  private MaskedAssignments(Tokens tokens, MaskedText text, int to) {
    this.tokens = tokens;
    this.text = text;
    this.to = to;
  }

  /** Masks those among the tokens {@code [from, to)}. */
  static void mask(Tokens tokens, MaskedText text, int from, int to) {
    MaskedAssignments assignments = new MaskedAssignments(tokens, text, to);
    for (int i = from; i < to; i++) {
      if (assignments.isSet(i)) {
        assignments.maskAssignments(i + 1);
      } else if (tokens.isWord(i, "insert") && tokens.isWord(i + 1, "into") && i + 2 < to) {
        assignments.maskInsertedParts(i);
      }
    }
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
        text.drop(item[0] + 1, item[1]);
      }
    }
  }

  private void maskPart(int target, int last) {
    int equals = target + 1;
    while (equals < last && !tokens.is(equals, "=")) {
      if (tokens.is(equals, "[")) {
        MaskedBrackets.maskAsArguments(tokens, text, equals);
        equals = tokens.partner(equals);
      } else {
        text.drop(equals);
      }
      equals++;
    }
    if (equals < last) {
      text.putBefore(target + 1, "= r (");
      text.drop(equals);
      text.putBehind(last, ")");
    }
  }

  private void maskRow(RowAssignment row) {
    boolean single = row.targets().size() == 1;
    int behindFirst = row.targets().last(0) + 1;
    text.drop(row.targets().open());
    text.put(behindFirst, "= r (");
    if (!single) {
      text.put(row.close(), ",");
    }
    for (int i = row.close() + 1; i < row.valuesFirst(); i++) {
      text.drop(i);
    }
    if (row.values() == null) {
      text.put(row.valuesLast(), ") )");
    } else {
      text.drop(row.values().open());
      for (int[] item : row.values().items()) {
        if (tokens.isWord(item[0], "default")) {
          text.put(item[0], "1");
        }
      }
    }
  }
}
