package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.List;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.IsUnknownExpression;
import net.sf.jsqlparser.parser.ASTNodeAccess;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * One statement's tree, and the way from a node of it to the client's tokens.
 *
 * @param statement JSqlParser's tree: asked for structure only
 * @param tokens all of the client's
 */
record Structure(Statement statement, Tokens tokens, MaskedText masked) {

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
      return statement == null ? null : new Structure(statement, tokens, masked);
    } catch (ParseException | StackOverflowError | RuntimeException unreadable) {
      return null;
    }
  }

  /** The first token of a node. */
  int first(@Nullable Object node) {
    Node own = ast(node);
    if (own != null) {
      return masked.tokenAt(own.jjtGetFirstToken().absoluteBegin - 1);
    } else if (node instanceof BinaryExpression binary) {
      return first(binary.getLeftExpression());
    } else if (node instanceof Between between) {
      return first(between.getLeftExpression());
    } else if (node instanceof NotExpression not) {
      return first(not.getExpression()) - 1;
    } else if (node instanceof ExistsExpression exists && !exists.isNot()) {
      return first(exists.getRightExpression()) - 1;
    }
    Expression tested = tested(node);
    if (tested == null) {
      throw unknownPlace(node);
    }
    return first(tested);
  }

  /** The first token of an item, of which JSqlParser has not been shown all. */
  int firstOfItem(SelectItem<?> item) {
    int first = first(item);
    while (masked.isDropped(first - 1)) {
      first--; // the type before a literal
    }
    return first;
  }

  /** The last token of a node. */
  int last(@Nullable Object node) {
    Node own = ast(node);
    if (own != null) {
      return masked.tokenAt(own.jjtGetLastToken().absoluteEnd - 2);
    } else if (node instanceof BinaryExpression binary) {
      return last(binary.getRightExpression());
    } else if (node instanceof Between between) {
      return last(between.getBetweenExpressionEnd());
    } else if (node instanceof NotExpression not) {
      return last(not.getExpression());
    } else if (node instanceof ExistsExpression exists) {
      return last(exists.getRightExpression());
    }
    Expression tested = tested(node);
    if (tested == null) {
      throw unknownPlace(node);
    }
    int test = last(tested) + 1;
    if (tokens.isWord(test, "is")) {
      test += tokens.isWord(test + 1, "not") ? 2 : 1;
    }
    return withDropped(test); // IS JSON and its like are shown as IS NULL
  }

  /** The last token of an item without its alias. */
  int lastOfItem(SelectItem<?> item) {
    return withDropped(last(item.getExpression()));
  }

  /** The last token of an item, its alias included. */
  int endOfItem(SelectItem<?> item) {
    return item.getAlias() == null ? withDropped(last(item)) : last(item);
  }

  private int withDropped(int shown) {
    int last = shown;
    while (masked.isDropped(last + 1) && !tokens.isAnyWord(last + 1, "as", "for", "into")) {
      last++; // as the fields of an interval
    }
    return last;
  }

  /** The first and the last token of each item of a select list, aliases included. */
  List<int[]> items(PlainSelect select) {
    List<SelectItem<?>> items = select.getSelectItems();
    int first = firstOfItem(items.get(0));
    int end = endOfItem(items.get(items.size() - 1)) + 1;
    List<int[]> spans = CommaList.spans(tokens, first, end);
    if (spans.size() != items.size()) {
      throw new UntreatableException("a select list that cannot be read for certain", first);
    }
    return spans;
  }

  /** What stands before {@code IS NULL} and its like. */
  private static @Nullable Expression tested(@Nullable Object node) {
    if (node instanceof IsNullExpression test) {
      return test.getLeftExpression();
    } else if (node instanceof IsBooleanExpression test) {
      return test.getLeftExpression();
    }
    return node instanceof IsUnknownExpression test ? test.getLeftExpression() : null;
  }

  /** Where JSqlParser has read a node; null where it does not say so, as for most operators. */
  private static @Nullable Node ast(@Nullable Object node) {
    if (node == null) {
      throw new UntreatableException("a statement that lacks a part");
    }
    return node instanceof ASTNodeAccess access ? access.getASTNode() : null;
  }

  private static UntreatableException unknownPlace(Object node) {
    return new UntreatableException(
        "a construct whose place is not known (" + node.getClass().getSimpleName() + ")");
  }
}
