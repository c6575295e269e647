package io.trestle.rewrite;

import io.trestle.sql.Keywords;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The alias behind an item of a FROM clause, read from the client's tokens.
 *
 * @param token the alias itself, or -1 where there is none
 * @param columns the column aliases, or null where there are none
 * @param last the last token of the clause; the token before it where there is none
 */
record AliasClause(int token, @Nullable List<String> columns, int last) {

  /** The alias clause that may start at a token. */
  static AliasClause at(Tokens tokens, int start) {
    int at = start;
    boolean as = tokens.isWord(at, "as");
    if (as) {
      at++;
    }
    if (at >= tokens.size() || !isAlias(tokens.get(at), as)) {
      return new AliasClause(-1, null, start - 1);
    }
    int token = at;
    if (!tokens.is(at + 1, "(") || tokens.partner(at + 1) < 0) {
      return new AliasClause(token, null, token);
    }
    int close = tokens.partner(at + 1);
    return new AliasClause(token, list(tokens, at + 1, close), close);
  }

  private static boolean isAlias(Token token, boolean as) {
    if (token.kind() == Kind.QUOTED_NAME) {
      return true;
    }
    return token.kind() == Kind.WORD
        && Keywords.canNameTable(token.value())
        && (as || !token.isWord("set"));
  }

  /** Names between parentheses; the types of a column definition list are passed over. */
  static List<String> list(Tokens tokens, int open, int close) {
    List<String> names = new ArrayList<>();
    boolean expectName = true;
    for (int i = open + 1; i < close; i++) {
      if (expectName) {
        names.add(tokens.get(i).value());
        expectName = false;
      } else if (tokens.is(i, ",")) {
        expectName = true;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return names;
  }

  boolean exists() {
    return token >= 0;
  }
}
