package io.trestle.rewrite;

import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;

/** Tells whether an expression that will be put into statements can be read again there. */
public final class ReadableExpression {

  private ReadableExpression() {}

  /**
   * Whether Trestle's parser reads an expression. Without it each statement that gets the
   * expression would be refused.
   *
   * @param sql an expression that PostgreSQL reads, over columns of a relation {@code r}
   */
  public static boolean isReadable(String sql) {
    String statement = "SELECT (CAST(" + sql + " AS pg_catalog.text)) FROM t AS r";
    try {
      Tokens tokens = Tokens.of(statement, true);
      return Structure.parse(tokens, 0, tokens.size()) != null;
    } catch (LexerException unreadable) {
      return false;
    }
  }
}
