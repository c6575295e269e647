package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where something is computed with a column, which may fail or must not stand where no row is: as
 * the argument of a function, with a cast, LIKE, or an operator that is no comparison. Looks at
 * what stands around a reference, so that it knows the common forms. Confined to one thread.
 */
final class Computations {

  private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=");

  /** Words before a bracket that is no call's. */
  private static final Set<String> NO_FUNCTIONS =
      Set.of(
          "all",
          "and",
          "any",
          "as",
          "between",
          "by",
          "case",
          "distinct",
          "else",
          "except",
          "exists",
          "filter",
          "from",
          "having",
          "ilike",
          "in",
          "intersect",
          "is",
          "join",
          "lateral",
          "like",
          "limit",
          "materialized",
          "not",
          "on",
          "or",
          "over",
          "returning",
          "select",
          "set",
          "some",
          "then",
          "union",
          "using",
          "values",
          "when",
          "where",
          "with");

  private final Tokens tokens;
  private int @Nullable [] around;

  Computations(Tokens tokens) {
    this.tokens = tokens;
  }

  boolean isComputedWith(NamePath path) {
    int before = path.first() - 1;
    int after = path.last() + 1;
    while (tokens.is(before, "(") && tokens.is(after, ")") && !isCall(before)) {
      before--;
      after++;
    }
    return computes(before) || computes(after) || isCall(around(before + 1));
  }

  private boolean computes(int index) {
    return tokens.is(index, "::")
        || tokens.isAnyWord(index, "like", "ilike", "similar")
        || (tokens.isWord(index, "not") && tokens.isAnyWord(index + 1, "like", "ilike", "similar"))
        || (isOperator(tokens, index) && !isComparison(tokens, index));
  }

  private static boolean isOperator(Tokens tokens, int index) {
    return index >= 0 && index < tokens.size() && tokens.get(index).kind() == Token.Kind.OPERATOR;
  }

  /** Whether there is such a token and it is an operator that compares. */
  static boolean isComparison(Tokens tokens, int index) {
    return isOperator(tokens, index) && COMPARISONS.contains(tokens.get(index).value());
  }

  /** The bracket around a token; -1 where there is none. */
  private int around(int token) {
    if (around == null) {
      around = new int[tokens.size()];
      Deque<Integer> open = new ArrayDeque<>(List.of(-1));
      for (int i = 0; i < tokens.size(); i++) {
        int partner = tokens.partner(i);
        if (partner >= 0 && partner < i) {
          open.pop();
        }
        around[i] = open.element();
        if (partner > i) {
          open.push(i);
        }
      }
    }
    return around[token];
  }

  private boolean isCall(int open) {
    if (open < 1 || !tokens.is(open, "(") || tokens.isAnyWord(open + 1, "select", "with")) {
      return false;
    }
    Token function = tokens.get(open - 1);
    return function.kind() == Token.Kind.QUOTED_NAME
        || (function.kind() == Token.Kind.WORD && !NO_FUNCTIONS.contains(function.value()));
  }
}
