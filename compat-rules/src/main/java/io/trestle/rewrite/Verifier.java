package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads a rewritten text once more before it is trusted. */
final class Verifier {

  private Verifier() {}

  /**
   * The tokens of a rewritten text.
   *
   * @throws UntreatableException when it is not the same number of statements, or one of them does
   *     not parse
   */
  static Tokens verify(Tokens before, String rewritten, boolean standardConformingStrings) {
    try {
      Tokens after = Tokens.of(rewritten, standardConformingStrings);
      List<int[]> statements = after.statements();
      boolean sameCount = statements.size() == before.statements().size();
      if (sameCount && statements.stream().allMatch(range -> parses(after, range))) {
        return after;
      }
    } catch (LexerException broken) {
      // falls through to the error below
    }
    throw new UntreatableException(
        RefusalCode.VERIFICATION,
        "the rewritten text cannot be read again",
        UntreatableException.NO_TOKEN);
  }

  private static boolean parses(Tokens tokens, int[] range) {
    if (tokens.isWord(range[0], "copy") && tokens.is(range[0] + 1, "(")) {
      int close = tokens.partner(range[0] + 1);
      return close > 0 && parses(tokens, new int[] {range[0] + 2, close});
    }
    int[] inner = Wrapped.innermost(tokens, range[0], range[1]);
    boolean query =
        tokens.is(inner[0], "(")
            || tokens.isAnyWord(
                inner[0], "select", "with", "values", "table", "insert", "update", "delete");
    MergeClauses merge = MergeClauses.find(tokens, inner[0], inner[1]);
    if (merge != null) {
      return MergeRewriter.isReadable(tokens, merge);
    }
    return !query || Structure.parse(tokens, inner[0], inner[1]) != null;
  }

  /** The numbers of all parameters a text mentions. */
  static Set<Integer> parameters(Tokens tokens) {
    Set<Integer> numbers = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == Kind.PARAMETER) {
        numbers.add(Analysis.parameterNumber(tokens.get(i)));
      }
    }
    return numbers;
  }
}
