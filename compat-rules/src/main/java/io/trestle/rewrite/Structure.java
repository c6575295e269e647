package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import net.sf.jsqlparser.parser.ASTNodeAccess;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.statement.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One statement's tree, and the way from a node of it to the client's tokens.
 *
 * @param statement JSqlParser's tree: asked for structure only
 */
record Structure(Statement statement, MaskedText masked) {

  /** The structure of the tokens {@code [from, to)}, or null when JSqlParser cannot read them. */
  static @Nullable Structure parse(Tokens tokens, int from, int to) {
    return parse(tokens, "", from, to, "");
  }

  /**
   * The structure of tokens that are a part of a statement.
   *
   * @param before what makes a statement of them, in SQL; nothing is asked of the nodes it gives
   * @param behind the same, behind them
   */
  static @Nullable Structure parse(Tokens tokens, String before, int from, int to, String behind) {
    MaskedText masked = MaskedText.of(tokens, before, from, to, behind);
    try {
      Statement statement =
          CCJSqlParserUtil.newParser(masked.text()).withAllowComplexParsing(true).Statement();
      return statement == null ? null : new Structure(statement, masked);
    } catch (ParseException | StackOverflowError | RuntimeException unreadable) {
      return null;
    }
  }

  /** The first token of a node. */
  int first(@Nullable Object node) {
    return masked.tokenAt(ast(node).jjtGetFirstToken().absoluteBegin - 1);
  }

  /** The last token of a node. */
  int last(@Nullable Object node) {
    return masked.tokenAt(ast(node).jjtGetLastToken().absoluteEnd - 2);
  }

  private static Node ast(@Nullable Object node) {
    if (node == null) {
      throw new UntreatableException("a statement that lacks a part");
    }
    if (node instanceof ASTNodeAccess access && access.getASTNode() != null) {
      return access.getASTNode();
    }
    throw new UntreatableException(
        "a construct whose place is not known (" + node.getClass().getSimpleName() + ")");
  }
}
