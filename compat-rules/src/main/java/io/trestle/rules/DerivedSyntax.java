package io.trestle.rules;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be said against an expression as a derived value by its form alone. Everything else only
 * a database can say.
 */
final class DerivedSyntax {

  /** What gives another value at another moment or in another session, whatever its arguments. */
  private static final Set<String> MOVING_WORDS =
      Set.of(
          "current_catalog",
          "current_date",
          "current_role",
          "current_schema",
          "current_time",
          "current_timestamp",
          "current_user",
          "localtime",
          "localtimestamp",
          "session_user",
          "system_user",
          "user");

  private static final Set<String> MOVING_FUNCTIONS =
      Set.of(
          "clock_timestamp",
          "gen_random_uuid",
          "nextval",
          "now",
          "random",
          "statement_timestamp",
          "transaction_timestamp",
          "uuidv7");

  private DerivedSyntax() {}

  /** What is wrong with an expression that is no constant; null where nothing is seen to be. */
  static @Nullable String problem(List<Token> tokens) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.is("(") || token.is("[") ? 1 : token.is(")") || token.is("]") ? -1 : 0;
      boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
      if (depth < 0 || token.is(";") || (depth == 0 && token.is(","))) {
        return "is not one expression";
      } else if (token.kind() == Kind.PARAMETER) {
        return "has a parameter";
      } else if (token.isWord("select")) {
        return "has a subquery";
      } else if (isMoving(token, called)) {
        return "is not the same at every moment and in every session, because of " + token.value();
      }
    }
    return depth == 0 ? null : "is not one expression";
  }

  /** Whether an expression seems to read a column. */
  static boolean reads(List<Token> tokens, String column) {
    for (int i = 0; i < tokens.size(); i++) {
      boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
      boolean ofOther = i > 0 && (tokens.get(i - 1).is("::") || tokens.get(i - 1).is("."));
      if (tokens.get(i).isName(column) && !called && !ofOther) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMoving(Token token, boolean called) {
    return switch (token.kind()) {
      case STRING -> ConstantSyntax.isMovingDate(token);
      case WORD ->
          MOVING_WORDS.contains(token.value())
              || (called && MOVING_FUNCTIONS.contains(token.value()));
      default -> false;
    };
  }
}
