package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Bounds of what is analysed, checked before a parser sees anything. The time and memory of an
 * analysis grow with each of these.
 */
final class Bounds {

  /** UTF-16 units of a text. */
  static final int MAX_CHARACTERS = 1 << 20;

  static final int MAX_TOKENS = 200_000;

  /** How deep brackets and CASE may nest: a parser's time grows with the cube of it. */
  static final int MAX_DEPTH = 200;

  /** How many operators may follow each other: each is one more call for who walks the tree. */
  static final int MAX_CHAIN = 5_000;

  /** How many tokens may be read again for references that become derived tables. */
  private static final int MAX_REPEATED_TOKENS = 200_000;

  /** They do not apply to each other's results. */
  private static final Set<String> COMPARISONS =
      Set.of("=", "<", ">", "<=", ">=", "<>", "!=", "~~", "~");

  private Bounds() {}

  static void requireLength(String sql) {
    if (sql.length() > MAX_CHARACTERS) {
      throw exceeded(
          "a statement of %d characters, of at most %d".formatted(sql.length(), MAX_CHARACTERS));
    }
  }

  static void require(Tokens tokens) {
    if (tokens.size() > MAX_TOKENS) {
      throw exceeded(
          "a statement of %d tokens, of at most %d".formatted(tokens.size(), MAX_TOKENS));
    }
    int depth = depth(tokens);
    if (depth > MAX_DEPTH) {
      throw exceeded("a statement that nests %d deep, of at most %d".formatted(depth, MAX_DEPTH));
    }
    int chain = longestChain(tokens);
    if (chain > MAX_CHAIN) {
      throw exceeded(
          "a statement with a chain of %d operators, of at most %d".formatted(chain, MAX_CHAIN));
    }
  }

  /** Brackets and CASE, inside each other. */
  private static int depth(Tokens tokens) {
    int deepest = 0;
    int depth = 0;
    int cases = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if (token.is(")") || token.is("]")) {
        depth = Math.max(0, depth - 1);
      } else if (token.isWord("case")) {
        cases++;
      } else if (token.isWord("end") && cases > 0) {
        cases--;
      }
      deepest = Math.max(deepest, depth + cases);
    }
    return deepest;
  }

  /**
   * The most operators that apply to the results of each other: between two commas, and those
   * around the brackets too.
   */
  private static int longestChain(Tokens tokens) {
    int longest = 0;
    int links = 0;
    int ofThisBracket = 0;
    Deque<Integer> ofOuterBrackets = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is(",") || token.is(";") || token.isWord("select")) {
        links -= ofThisBracket;
        ofThisBracket = 0;
      } else if (token.is(")") || token.is("]")) {
        links -= ofThisBracket;
        ofThisBracket = ofOuterBrackets.isEmpty() ? 0 : ofOuterBrackets.pop();
      } else if (links(token)) {
        links++;
        ofThisBracket++;
        longest = Math.max(longest, links);
      }
      if (token.is("(") || token.is("[")) {
        ofOuterBrackets.push(ofThisBracket);
        ofThisBracket = 0;
      }
    }
    return longest;
  }

  private static boolean links(Token token) {
    return (token.kind() == Token.Kind.OPERATOR && !COMPARISONS.contains(token.value()))
        || token.is("::")
        || token.is("[")
        || token.isWord("and")
        || token.isWord("or")
        || token.isWord("not")
        || token.isWord("union")
        || token.isWord("join");
  }

  /**
   * Each reference that becomes a derived table has the statement analysed once more.
   *
   * @param times how many did so far
   */
  static void requireRepetition(Tokens tokens, int times) {
    if ((long) times * tokens.size() > MAX_REPEATED_TOKENS) {
      throw exceeded("a statement with more than %d rows of the table as values".formatted(times));
    }
  }

  static UntreatableException exceeded(String what) {
    return new UntreatableException(RefusalCode.TOO_LARGE, what, UntreatableException.NO_TOKEN);
  }
}
