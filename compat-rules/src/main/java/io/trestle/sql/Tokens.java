package io.trestle.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The tokens of a text, with the places of matching brackets. Immutable but for the note of which
 * literals were looked at; confined to one thread.
 */
public final class Tokens {

  private final String text;
  private final List<Token> list;
  private final int[] partner;
  private final int depth;

  private Tokens(String text, List<Token> list) {
    this.text = text;
    this.list = list;
    this.partner = new int[list.size()];
    this.depth = matchBrackets();
  }

  /**
   * Cuts a text into tokens.
   *
   * @throws LexerException where PostgreSQL's lexer would fail too
   */
  public static Tokens of(String text, boolean standardConformingStrings) throws LexerException {
    return new Tokens(text, Lexer.tokens(text, standardConformingStrings));
  }

  private int matchBrackets() {
    Arrays.fill(partner, -1);
    Deque<Integer> open = new ArrayDeque<>();
    int deepest = 0;
    for (int i = 0; i < list.size(); i++) {
      Token token = list.get(i);
      if (token.is("(") || token.is("[")) {
        open.push(i);
        deepest = Math.max(deepest, open.size());
      } else if ((token.is(")") || token.is("]")) && !open.isEmpty()) {
        int start = open.pop();
        partner[i] = start;
        partner[start] = i;
      }
    }
    return deepest;
  }

  /** Whether a query starts at a token, as far as its first word tells. */
  public boolean startsQuery(int index) {
    return isAnyWord(index, "select", "with", "values", "table");
  }

  /** Whether a subquery starts at a token, which is its opening parenthesis. */
  public boolean opensQuery(int index) {
    return is(index, "(") && startsQuery(index + 1);
  }

  /** The first and the last of some tokens without the parentheses around all of them. */
  public int[] withoutBrackets(int first, int last) {
    int from = first;
    int to = last;
    while (is(from, "(") && partner(from) == to && from + 1 < to) {
      from++;
      to--;
    }
    return new int[] {from, to};
  }

  /**
   * The text they were cut from, for places and for what stands around a place: what a literal
   * holds is to be read from its token, or by {@link #text(int, int)}.
   */
  public String text() {
    return text;
  }

  public int size() {
    return list.size();
  }

  public Token get(int index) {
    return list.get(index);
  }

  /**
   * Whether the text between two offsets is one literal at which nobody has looked so far.
   *
   * @param start a UTF-16 offset
   * @param end the offset behind it
   */
  public boolean isUnseenLiteral(int start, int end) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Token token = get(middle);
      if (token.start() == start) {
        return token.end() == end && token.isLiteral() && !token.isLookedAt();
      } else if (token.start() < start) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  /** How deep brackets nest. */
  public int depth() {
    return depth;
  }

  /** The bracket that belongs to the one at {@code index}; -1 where there is none. */
  public int partner(int index) {
    return partner[index];
  }

  /** Whether there is such a token and it is the unquoted word. */
  public boolean isWord(int index, String word) {
    return inRange(index) && get(index).isWord(word);
  }

  /** Whether there is such a token and it is the symbol. */
  public boolean is(int index, String symbol) {
    return inRange(index) && get(index).is(symbol);
  }

  /** Whether there is such a token and it is one of the unquoted words. */
  public boolean isAnyWord(int index, String... words) {
    if (!inRange(index) || get(index).kind() != Token.Kind.WORD) {
      return false;
    }
    for (String word : words) {
      if (get(index).isWord(word)) {
        return true;
      }
    }
    return false;
  }

  private boolean inRange(int index) {
    return index >= 0 && index < size();
  }

  /** The client's text from one token to another, both included: a look at all literals in it. */
  public String text(int first, int last) {
    for (int i = first; i <= last; i++) {
      get(i).lookAt();
    }
    return text.substring(get(first).start(), get(last).end());
  }

  /**
   * The ranges {@code [from, to)} of the statements between semicolons; empty statements left out.
   * Semicolons inside the body of a function that is no string belong to that function.
   */
  public List<int[]> statements() {
    List<int[]> ranges = new ArrayList<>(1);
    int from = 0;
    int open = 0;
    for (int i = 0; i <= size(); i++) {
      open = i == from ? 0 : open + bodyDepth(from, i, open);
      if (i == size() || (get(i).is(";") && open == 0)) {
        if (i > from) {
          ranges.add(new int[] {from, i});
        }
        from = i + 1;
      } else if (partner[i] > i) {
        i = partner[i];
      }
    }
    return ranges;
  }

  /** How a token changes the depth of BEGIN ATOMIC … END and CASE … END in CREATE FUNCTION. */
  private int bodyDepth(int from, int index, int open) {
    if (isWord(index, "begin") && isWord(index + 1, "atomic") && createsFunction(from)) {
      return 1;
    }
    if (open > 0 && isWord(index, "case")) {
      return 1;
    }
    return open > 0 && isWord(index, "end") ? -1 : 0;
  }

  private boolean createsFunction(int from) {
    int kind = isWord(from + 1, "or") ? from + 3 : from + 1;
    return isWord(from, "create") && isAnyWord(kind, "function", "procedure");
  }
}
