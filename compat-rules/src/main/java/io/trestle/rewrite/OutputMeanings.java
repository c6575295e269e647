package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * The output columns of a query block by the names that ORDER BY, DISTINCT ON and GROUP BY may call
 * them. Two of one name are ambiguous to PostgreSQL unless they are the same expression, and V in
 * the place of two columns makes them that.
 */
final class OutputMeanings {

  /** An output column: a column of a relation, or the expression between two tokens. */
  private record Output(
      String name, @Nullable Binding owner, int first, int last, @Nullable String starRead) {}

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Scope scope;
  private final List<Output> outputs = new ArrayList<>();

  OutputMeanings(QueryWalker walker, Scope scope) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.scope = scope;
  }

  void add(String name, SelectItem<?> item) {
    Tokens tokens = analysis.tokens();
    int last = walker.structure().endOfItem(item);
    if (item.getAlias() != null) {
      last -= tokens.isWord(last - 1, "as") ? 2 : 1;
    }
    Column column = QueryWalker.bareColumn(item.getExpression());
    Binding owner =
        column == null
            ? null
            : References.owner(NamePath.at(tokens, walker.structure().first(column)), scope);
    outputs.add(new Output(name, owner, walker.structure().firstOfItem(item), last, null));
  }

  /** Adds a ruled column that a star has brought. */
  void add(String name, Binding owner, String read) {
    outputs.add(new Output(name, owner, -1, -1, read));
  }

  /**
   * Requires that a name is not ambiguous in the target.
   *
   * @param clause the clause that uses it, as PostgreSQL's error calls it
   */
  void requireOne(String name, String clause, int token) {
    List<Output> named = outputs.stream().filter(output -> output.name().equals(name)).toList();
    for (int i = 1; i < named.size(); i++) {
      for (Output before : named.subList(0, i)) {
        requireSame(before, named.get(i), clause, token);
      }
    }
  }

  private void requireSame(Output one, Output other, String clause, int token) {
    if (!rewritten(one).equals(rewritten(other))) {
      return; // which the server sees too
    }
    if (one.owner() != null && other.owner() != null) {
      if (one.owner() != other.owner()) {
        throw new TargetErrorException(
            "42702", "%s \"%s\" is ambiguous".formatted(clause, one.name()), token);
      }
    } else if (!sent(one).equals(sent(other))) {
      throw new UntreatableException("a name that several output columns have", token);
    }
  }

  private String rewritten(Output output) {
    if (output.starRead() != null) {
      return output.starRead();
    }
    Tokens tokens = analysis.tokens();
    return analysis
        .edits()
        .apply(tokens.get(output.first()).start(), tokens.get(output.last()).end());
  }

  private String sent(Output output) {
    return output.first() < 0 ? "" : analysis.tokens().text(output.first(), output.last());
  }
}
