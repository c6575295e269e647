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

  /** A value that is a parameter is given to a held column. */
  void assigned(AssignedValue value, ActiveRule rule) {
    assigned.put(value.at(), rule);
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
   * @param type the OID of the type that a held parameter has where it is given to the column
   * @throws UntreatableException where it serves elsewhere too, and has another type there for all
   *     that is known
   */
  void requireType(int parameter, int type) {
    List<Integer> places = of(parameter);
    for (int place : places) {
      ActiveRule compared = assigned.containsKey(place) ? null : comparedWith(place);
      boolean same =
          compared != null
              && compared.resolved().typeOid() == type
              && COMPARED_AS_THEY_ARE.contains(type)
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
    int operator = comparisonBefore(place);
    if (operator > 0 && ends(place + 1)) {
      ActiveRule left = readsByLast.get(operator - 1);
      return left != null && begins(firsts.get(operator - 1) - 1) ? left : null;
    }
    int right = behindComparison(place + 1);
    if (right > 0 && begins(place - 1)) {
      ActiveRule read = readsByFirst.get(right);
      return read != null && ends(NamePath.at(tokens, right).last() + 1) ? read : null;
    }
    return null;
  }

  /** Where the comparison starts that ends before a token; -1 where there is none. */
  private int comparisonBefore(int token) {
    for (int words = 3; words <= 4; words++) {
      if (behindComparison(token - words) == token) {
        return token - words;
      }
    }
    return Computations.isComparison(tokens, token - 1) ? token - 1 : -1;
  }

  /** The token behind the comparison that starts at one; -1 where there is none. */
  private int behindComparison(int token) {
    if (tokens.isWord(token, "is")) {
      int distinct = tokens.isWord(token + 1, "not") ? token + 2 : token + 1;
      return tokens.isWord(distinct, "distinct") && tokens.isWord(distinct + 1, "from")
          ? distinct + 2
          : -1;
    }
    return Computations.isComparison(tokens, token) ? token + 1 : -1;
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
