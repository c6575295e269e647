package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the parameters of a text stand. One that is given to a held column, and leaves that place,
 * may serve elsewhere too: as long as it is compared with the column there it has the column's
 * type, by which its value is judged.
 */
final class ParameterMentions {

  /** What may stand before a comparison, so that nothing binds more closely than it does. */
  private static final Set<String> BEFORE = Set.of("where", "and", "or", "not", "on", "when");

  private static final Set<String> BEHIND =
      Set.of("and", "or", "returning", "then", "order", "group", "limit", "on", "when");

  /**
   * The types of which two values are compared as they are, so that a parameter beside one is one:
   * boolean, the integers, text, the floats, char, the dates and times, numeric, uuid, jsonb.
   */
  private static final Set<Integer> COMPARED_AS_THEY_ARE =
      Set.of(
          16, 20, 21, 23, 25, 700, 701, 1042, 1082, 1083, 1114, 1184, 1186, 1266, 1700, 2950, 3802);

  private final Tokens tokens;
  private final Map<Integer, ActiveRule> assigned = new HashMap<>();
  private final Map<Integer, ActiveRule> readsByFirst = new HashMap<>();
  private final Map<Integer, ActiveRule> readsByLast = new HashMap<>();
  private final Map<Integer, Integer> firsts = new HashMap<>();

  ParameterMentions(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The parameter at a token is given to a held column. */
  void assigned(int token, ActiveRule rule) {
    assigned.put(token, rule);
  }

  /** The column reference between two tokens reads the column of a rule. */
  void read(int first, int last, ActiveRule rule) {
    readsByFirst.put(first, rule);
    readsByLast.put(last, rule);
    firsts.put(last, first);
  }

  /** The tokens at which a parameter stands. */
  List<Integer> of(int parameter) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.PARAMETER && Analysis.parameterNumber(token) == parameter) {
        places.add(i);
      }
    }
    return places;
  }

  /** Whether it serves elsewhere than in the places where it is given to a column. */
  boolean isCompared(int parameter) {
    return of(parameter).stream().anyMatch(place -> !assigned.containsKey(place));
  }

  /**
   * @throws UntreatableException where a held parameter serves elsewhere too, and has another type
   *     there for all that is known
   */
  void requireTypeOfColumn(int parameter) {
    List<Integer> places = of(parameter);
    for (int place : places) {
      ActiveRule compared = assigned.containsKey(place) ? null : comparedWith(place);
      boolean same =
          compared != null
              && COMPARED_AS_THEY_ARE.contains(compared.resolved().typeOid())
              && places.stream()
                  .allMatch(other -> assigned.getOrDefault(other, compared) == compared);
      if (!assigned.containsKey(place) && !same) {
        throw new UntreatableException(
            "a parameter for the column that serves elsewhere too", place);
      }
    }
  }

  /**
   * The rule of the column that the parameter at a token is compared with; null where it is not.
   */
  private @Nullable ActiveRule comparedWith(int place) {
    if (isComparison(place - 1) && ends(place + 1)) {
      ActiveRule left = readsByLast.get(place - 2);
      return left != null && begins(firsts.get(place - 2) - 1) ? left : null;
    }
    if (isComparison(place + 1) && begins(place - 1)) {
      ActiveRule right = readsByFirst.get(place + 2);
      return right != null && ends(NamePath.at(tokens, place + 2).last() + 1) ? right : null;
    }
    return null;
  }

  private boolean isComparison(int token) {
    return Computations.isComparison(tokens, token);
  }

  private boolean begins(int token) {
    return token >= 0
        && (tokens.is(token, "(") || isOneOf(token, BEFORE))
        && !(tokens.isWord(token, "and") && hasBetween());
  }

  /** Whether an AND may be that of BETWEEN, which binds more closely than a comparison. */
  private boolean hasBetween() {
    return IntStream.range(0, tokens.size()).anyMatch(i -> tokens.isWord(i, "between"));
  }

  private boolean ends(int token) {
    return token >= tokens.size()
        || tokens.is(token, ")")
        || tokens.is(token, ";")
        || isOneOf(token, BEHIND);
  }

  private boolean isOneOf(int token, Set<String> words) {
    return tokens.get(token).kind() == Kind.WORD && words.contains(tokens.get(token).value());
  }
}
