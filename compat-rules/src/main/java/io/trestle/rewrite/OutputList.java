package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * The output of a query block, or of RETURNING: expands stars over the table, and keeps the name
 * that an output column has where its expression is replaced.
 */
final class OutputList {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private final StarColumns star;
  private final OutputMeanings meanings;

  OutputList(QueryWalker walker, Scope scope, @Nullable Cte ctes, StarColumns star) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.scope = scope;
    this.ctes = ctes;
    this.star = star;
    this.meanings = new OutputMeanings(walker, scope);
  }

  /** What the names of the columns mean to ORDER BY. */
  OutputMeanings meanings() {
    return meanings;
  }

  /** Treats all items; gives the names of the output columns, null where some are not known. */
  @Nullable List<String> items(@Nullable List<SelectItem<?>> items) {
    List<String> names = new ArrayList<>();
    boolean known = true;
    for (SelectItem<?> item : items == null ? List.<SelectItem<?>>of() : items) {
      List<String> found = item(item);
      if (found == null) {
        known = false;
      } else {
        names.addAll(found);
      }
    }
    return known ? names : null;
  }

  private @Nullable List<String> item(SelectItem<?> item) {
    Expression expression = item.getExpression();
    Expression inner = expression;
    int brackets = 0;
    while (inner instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      inner = list.get(0);
      brackets++;
    }
    if (inner instanceof AllTableColumns) {
      int name = walker.structure().first(inner);
      return qualifiedStar(name, name - brackets, walker.structure().last(item));
    } else if (expression instanceof AllColumns) {
      int token = walker.structure().first(expression);
      expand(token, token, token, star);
      return star.names();
    }
    int last = walker.structure().endOfItem(item);
    if (item.getAlias() != null) {
      analysis.explain(last);
      walker.expression(expression, scope, ctes);
      return List.of(noted(tokens.get(last).value(), item));
    }
    if (expression instanceof ParenthesedSelect select) {
      List<String> columns = walker.query(select, scope, ctes);
      return columns == null || columns.isEmpty() ? null : columns.subList(0, 1);
    }
    walker.expression(expression, scope, ctes);
    return tokens.is(last, "*") ? null : List.of(noted(nameOf(item, last), item));
  }

  private String noted(String name, SelectItem<?> item) {
    meanings.add(name, item);
    return name;
  }

  private String nameOf(SelectItem<?> item, int last) {
    OutputName name = new OutputName(walker.structure(), tokens);
    int column = name.namingColumn(item);
    if (column >= 0 && walker.references().isEdited(column)) {
      int own = NamePath.at(tokens, column).last();
      analysis.insertAfter(last, " AS " + tokens.text(own, own));
    }
    return name.of(item);
  }

  /**
   * {@code t.*}, for which {@code (t.*)} is another form. PostgreSQL takes a label behind it, and
   * makes nothing of it.
   */
  private @Nullable List<String> qualifiedStar(int name, int first, int last) {
    NamePath path = NamePath.at(tokens, name);
    Scope.Found found = scope.relation(path.size() > 1 ? path.qualifier(1) : null, path.name());
    if (found == null) {
      throw new UntreatableException("a star behind a name that is no relation in scope", name);
    }
    StarColumns columns = StarColumns.of(found.binding());
    analysis.explain(path.first(), path.last());
    analysis.explain(last);
    expand(first, path.last() + 2, last, columns);
    return columns.names();
  }

  /** Whether a star over the table gives something else than this session shall see. */
  private static boolean isAffected(StarColumns columns) {
    return columns.relations().stream().anyMatch(Binding::isRuled);
  }

  private void expand(int first, int starToken, int last, StarColumns columns) {
    if (!tokens.is(starToken, "*")) {
      throw new UntreatableException("a star that cannot be found", first);
    }
    analysis.explain(starToken);
    for (Binding relation : columns.relations()) {
      if (relation.kind() == Binding.Kind.EXCLUDED) {
        throw new UntreatableException("a star over EXCLUDED", starToken);
      }
      if (relation.kind() == Binding.Kind.DERIVED && relation.columns() != null) {
        for (String column : relation.columns()) {
          if (!scope.mayUseUngrouped(column)) {
            throw new UntreatableException("a star that may depend on a grouped key", starToken);
          }
        }
      }
    }
    if (!isAffected(columns)) {
      return;
    }
    for (Binding relation : columns.relations()) {
      requireName(relation, starToken);
      if (columns.merged() && relation.isRuled()) {
        throw relation.needsRelation("a star over columns that a join merges", starToken);
      }
    }
    analysis.replace(first, last, text(columns));
  }

  /** The columns of a relation as a list of output items. */
  String columns(Binding binding) {
    return text(StarColumns.of(binding));
  }

  private String text(StarColumns columns) {
    List<String> texts = new ArrayList<>();
    for (Binding relation : columns.relations()) {
      if (relation.isRuled()) {
        relation.ruledTable().visibleColumns().forEach(name -> texts.add(ruled(relation, name)));
      } else {
        texts.add(relation.text() + ".*");
      }
    }
    return String.join(", ", texts);
  }

  private static void requireName(Binding binding, int token) {
    if (binding.text().isEmpty()) {
      throw new UntreatableException("a star over a relation that has no name", token);
    }
  }

  private String ruled(Binding binding, String column) {
    ActiveRule rule = binding.rule(column);
    if (rule == null) {
      return binding.text() + "." + Names.quote(column);
    }
    String read = References.starRead(rule, binding, scope);
    meanings.add(column, binding, read);
    return read + " AS " + Names.quote(column);
  }
}
