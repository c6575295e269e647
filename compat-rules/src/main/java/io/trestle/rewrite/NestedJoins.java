package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * {@code a JOIN b JOIN c ON … ON …}: the second condition joins {@code a} to all that stands
 * between. Puts that in parentheses, so that each join has its condition behind it.
 */
final class NestedJoins {

  private static final String[] CLAUSES = {
    "where", "group", "having", "window", "order", "limit", "offset", "fetch", "returning", "from"
  };

  private final Tokens tokens;
  private final MaskedText text;

  private NestedJoins(Tokens tokens, MaskedText text) {
    this.tokens = tokens;
    this.text = text;
  }

  /** What stands right of a JOIN that waits for its condition. */
  private static final class Operand {
    private final int first;
    private boolean joins;

    Operand(int first) {
      this.first = first;
    }
  }

  /** Masks the tokens {@code [from, to)}. */
  static void mask(Tokens tokens, MaskedText text, int from, int to) {
    new NestedJoins(tokens, text).mask(from, to);
  }

  private void mask(int from, int to) {
    Deque<Operand> waiting = new ArrayDeque<>();
    for (int i = from; i < to; i++) {
      if (tokens.partner(i) > i) {
        mask(i + 1, tokens.partner(i));
        i = tokens.partner(i);
      } else if (tokens.isWord(i, "join") && !isName(i)) {
        waiting.forEach(operand -> operand.joins = true);
        if (isConditional(i)) {
          waiting.push(new Operand(i + 1));
        }
      } else if (tokens.isAnyWord(i, "on", "using") && !waiting.isEmpty()) {
        Operand operand = waiting.pop();
        if (operand.joins) {
          text.putBefore(operand.first, "(");
          text.putBehind(i - 1, ")");
        }
      } else if (tokens.is(i, ",") || tokens.isAnyWord(i, CLAUSES)) {
        waiting.clear();
      }
    }
  }

  private boolean isName(int index) {
    return tokens.is(index - 1, ".") || tokens.isWord(index - 1, "as");
  }

  private boolean isConditional(int join) {
    int at = join - 1;
    while (tokens.isAnyWord(at, "left", "right", "full", "outer", "inner")) {
      at--;
    }
    return !tokens.isAnyWord(at, "natural", "cross");
  }
}
