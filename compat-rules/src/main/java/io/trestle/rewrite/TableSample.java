package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/**
 * TABLESAMPLE behind a table, of which JSqlParser reads little.
 *
 * @param arguments the parentheses that open its arguments and those of REPEATABLE
 * @param last its last token
 */
record TableSample(List<Integer> arguments, int last) {

  /** The clause that a token begins; null where it begins none. */
  static @Nullable TableSample at(Tokens tokens, int start) {
    if (!tokens.isWord(start, "tablesample") || start + 1 >= tokens.size()) {
      return null;
    }
    int open = NamePath.at(tokens, start + 1).last() + 1;
    if (!tokens.is(open, "(") || tokens.partner(open) < open) {
      return null;
    }
    List<Integer> arguments = new ArrayList<>(List.of(open));
    int last = tokens.partner(open);
    if (tokens.isWord(last + 1, "repeatable") && tokens.partner(last + 2) > last + 2) {
      arguments.add(last + 2);
      last = tokens.partner(last + 2);
    }
    return new TableSample(arguments, last);
  }

  /** Walks its arguments, which see the items before the table. */
  void walk(Analysis analysis, Scope scope, @Nullable Cte ctes) {
    for (int open : arguments) {
      Structure structure =
          Structure.parse(
              analysis.tokens(), "select ", open + 1, analysis.tokens().partner(open), "");
      if (structure == null || !(structure.statement() instanceof PlainSelect select)) {
        throw new UntreatableException("a TABLESAMPLE that cannot be read", open);
      }
      QueryWalker walker = new QueryWalker(analysis, structure);
      select.getSelectItems().forEach(item -> walker.expression(item.getExpression(), scope, ctes));
    }
  }
}
