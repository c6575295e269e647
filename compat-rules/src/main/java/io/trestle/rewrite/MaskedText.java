package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement's tokens written again for JSqlParser: names, literals and operators that could
 * mislead it are replaced by harmless ones, so that it finds the structure of what PostgreSQL would
 * read. Keeps, for each place in the masked text, the token it came from.
 */
final class MaskedText {

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
  private final MaskedWords words;

  private MaskedText(Tokens tokens, int from, int to) {
    this.tokens = tokens;
    this.from = from;
    this.to = to;
    this.starts = new int[to - from];
    this.dropped = new boolean[to - from];
    this.instead = new String[to - from];
    this.words = new MaskedWords(tokens, from, to);
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
    MaskedClauses clauses = new MaskedClauses(tokens, text, text.words, from, to);
    for (int i = from; i < to; i++) {
      if (text.leftOut.get(i)) {
        i = text.leaveOut(i);
        continue;
      }
      clauses.mask(i);
      MaskedBrackets.mask(tokens, text, i);
      MaskedFunctions.mask(tokens, text, i);
    }
    MaskedAssignments.mask(tokens, text, from, to);
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

  /** Whether another text stands in a token's place. */
  boolean isReplaced(int index) {
    return instead[index - from] != null;
  }

  /** Has a name stand in a token's place that is none of JSqlParser's keywords. */
  void putName(int index) {
    put(index, MaskedWords.harmlessName(index));
  }

  boolean isDropped(int index) {
    return index >= from && index < to && dropped[index - from];
  }

  /** Leaves a token out. */
  void drop(int index) {
    if (index >= from && index < to) {
      dropped[index - from] = true;
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
      append(other == null ? words.mask(index) : other);
    }
    append(behind.get(index));
  }

  private void append(@Nullable String text) {
    if (text != null) {
      masked.append(text).append(' ');
    }
  }
}
