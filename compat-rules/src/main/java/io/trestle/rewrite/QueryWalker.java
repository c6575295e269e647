package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.WindowDefinition;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.ParenthesedStatement;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.ParenthesedDelete;
import net.sf.jsqlparser.statement.insert.ParenthesedInsert;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.ParenthesedUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Walks the query blocks of one statement: binds their FROM clauses and treats their references and
 * stars.
 */
final class QueryWalker {

  private final Analysis analysis;
  private final Structure structure;
  private final Tokens tokens;
  private final References references;

  QueryWalker(Analysis analysis, Structure structure) {
    this.analysis = analysis;
    this.structure = structure;
    this.tokens = analysis.tokens();
    this.references = new References(analysis);
  }

  Analysis analysis() {
    return analysis;
  }

  Structure structure() {
    return structure;
  }

  References references() {
    return references;
  }

  /** Walks an expression that stands directly in a scope. */
  void expression(@Nullable Expression expression, Scope scope, @Nullable Cte ctes) {
    if (expression != null) {
      expression.accept(new ExpressionWalker(this, scope, ctes), null);
    }
  }

  /** Walks an expression that decides which rows there are. */
  void condition(@Nullable Expression expression, Scope scope, @Nullable Cte ctes) {
    expression(Clause.CONDITION, expression, scope, ctes);
  }

  /** Walks an expression that may name no column of its own block. */
  void bound(@Nullable Expression expression, Scope scope, @Nullable Cte ctes) {
    expression(Clause.BOUND, expression, scope, ctes);
  }

  private void expression(
      Clause clause, @Nullable Expression expression, Scope scope, @Nullable Cte ctes) {
    references.<@Nullable Void>in(
        clause,
        () -> {
          expression(expression, scope, ctes);
          return null;
        });
  }

  private void expressions(
      @Nullable List<? extends Expression> expressions, Scope scope, @Nullable Cte ctes) {
    if (expressions != null) {
      expressions.forEach(expression -> expression(expression, scope, ctes));
    }
  }

  /**
   * Walks a query.
   *
   * @param outer what it sees beside its own relations
   * @return the names of its columns; null where some are not known
   */
  @Nullable List<String> query(Select select, @Nullable Scope outer, @Nullable Cte ctes) {
    return references.<@Nullable List<String>>in(Clause.CONDITION, () -> walk(select, outer, ctes));
  }

  /** Walks the query that a statement is, or that gives the rows of an INSERT. */
  @Nullable List<String> outermost(Select select, @Nullable Cte ctes) {
    return walk(select, null, ctes); // in ROWS, as at the beginning
  }

  private @Nullable List<String> walk(Select select, @Nullable Scope outer, @Nullable Cte ctes) {
    Cte inner = with(select.getWithItemsList(), outer, ctes);
    if (isTable(select)) {
      return table((PlainSelect) select, outer, inner);
    } else if (select instanceof PlainSelect plain) {
      return block(plain, outer, inner);
    } else if (select instanceof SetOperationList operations) {
      return setOperation(operations, outer, inner);
    } else if (select instanceof ParenthesedSelect parenthesed) {
      List<String> columns = query(parenthesed.getSelect(), outer, inner);
      Scope scope = new Scope(outer);
      outputOrder(parenthesed.getOrderByElements(), columns, scope, inner);
      tail(parenthesed, scope, inner);
      return columns;
    } else if (select instanceof Values values) {
      Scope scope = new Scope(outer);
      expressions(values.getExpressions(), scope, inner);
      tail(values, scope, inner);
      return valuesColumns(values);
    }
    throw new UntreatableException("a query of the kind " + select.getClass().getSimpleName());
  }

  /** A VALUES list names its columns itself. A single row is the list of its expressions. */
  private static List<String> valuesColumns(Values values) {
    ExpressionList<?> rows = values.getExpressions();
    boolean single = rows instanceof ParenthesedExpressionList;
    List<?> row = single ? rows : rows.get(0) instanceof List<?> list ? list : List.of("");
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= row.size(); i++) {
      names.add("column" + i);
    }
    return names;
  }

  /** Whether a query is TABLE t, which the masked text gives as SELECT * FROM t. */
  boolean isTable(Select select) {
    return select instanceof PlainSelect plain
        && plain.getFromItem() instanceof Table table
        && tokens.isWord(keyword(table), "table");
  }

  private int keyword(Table table) {
    int keyword = structure.first(table) - 1;
    return tokens.isWord(keyword, "only") ? keyword - 1 : keyword;
  }

  private @Nullable List<String> table(
      PlainSelect statement, @Nullable Scope outer, @Nullable Cte ctes) {
    Scope scope = new Scope(outer);
    StarColumns star = new FromClause(this, scope, ctes).bind(statement.getFromItem(), null);
    Binding binding = scope.bindings().get(0);
    int keyword = keyword((Table) statement.getFromItem());
    if (binding.isRuled()) {
      String columns = new OutputList(this, scope, ctes, star).columns(binding);
      analysis.replace(keyword, keyword, "SELECT " + columns + " FROM");
    }
    outputOrder(statement.getOrderByElements(), star.names(), scope, ctes);
    tail(statement, scope, ctes);
    return star.names();
  }

  /** Binds the queries of a WITH clause; gives what is in scope behind it. */
  @Nullable Cte with(
      @Nullable List<WithItem<?>> items, @Nullable Scope outer, @Nullable Cte before) {
    Cte ctes = before;
    for (WithItem<?> item : items == null ? List.<WithItem<?>>of() : items) {
      if (item.getParenthesedStatement() instanceof ParenthesedSelect select) {
        ctes = withQuery(select, items.get(0).isRecursive(), outer, ctes);
      } else {
        ctes = withWrite(item.getParenthesedStatement(), ctes);
      }
    }
    requireNoForwardReference(items, before, ctes);
    return ctes;
  }

  /**
   * A recursive WITH may refer to its later queries: one named like the table would have been taken
   * for the table.
   */
  private void requireNoForwardReference(
      @Nullable List<WithItem<?>> items, @Nullable Cte before, @Nullable Cte all) {
    boolean several = items != null && items.size() > 1 && items.get(0).isRecursive();
    for (String table : analysis.rules().tableNames()) {
      if (several && Cte.find(before, table) == null && Cte.find(all, table) != null) {
        throw new UntreatableException("a recursive WITH with a query of the table's name");
      }
    }
  }

  private Cte withWrite(ParenthesedStatement parenthesed, @Nullable Cte before) {
    Statement statement;
    Table table;
    if (parenthesed instanceof ParenthesedInsert insert) {
      statement = insert.getInsert();
      table = insert.getInsert().getTable();
    } else if (parenthesed instanceof ParenthesedUpdate update) {
      statement = update.getUpdate();
      table = update.getUpdate().getTable();
    } else if (parenthesed instanceof ParenthesedDelete delete) {
      statement = delete.getDelete();
      table = delete.getDelete().getTable();
    } else {
      throw new UntreatableException("a statement of this kind in WITH");
    }
    int open = openBefore(structure.first(table));
    Cte cte = named(open, before);
    List<String> aliases = cte.columns();
    List<String> columns = Writes.rewrite(this, statement, tokens.partner(open), before);
    cte.setColumns(FromClause.renamed(columns, aliases));
    return cte;
  }

  /**
   * The parenthesis around a writing statement of WITH: the one before the statement's first word.
   */
  private int openBefore(int target) {
    for (int i = target; i > 0; i--) {
      if (tokens.is(i, "(") && tokens.isAnyWord(i + 1, "insert", "update", "delete")) {
        return i;
      }
    }
    throw new UntreatableException("a WITH that begins with another one", target);
  }

  private Cte withQuery(
      ParenthesedSelect select, boolean recursive, @Nullable Scope outer, @Nullable Cte before) {
    int open = structure.first(select);
    Cte cte = named(open, before);
    List<String> aliases = cte.columns();
    SearchAndCycle added = SearchAndCycle.at(tokens, tokens.partner(open) + 1);
    if (added != null) {
      analysis.explain(tokens.partner(open) + 1, added.last());
      cte.setAdded(added.columns());
    }
    List<String> columns = query(select, outer, recursive ? cte : before, recursive ? cte : null);
    cte.setColumns(FromClause.renamed(columns, aliases));
    return cte;
  }

  /** The name before the parenthesis of a WITH query, with its column aliases for columns. */
  private Cte named(int open, @Nullable Cte before) {
    int name = open - 1;
    while (tokens.isAnyWord(name, "materialized", "not", "as")) {
      name--;
    }
    List<String> aliases = null;
    if (tokens.is(name, ")")) {
      int list = tokens.partner(name);
      aliases = AliasClause.list(tokens, list, name);
      analysis.explain(list, name);
      name = list - 1;
    }
    analysis.explain(name);
    return new Cte(before, tokens.get(name).value(), aliases);
  }

  /** Walks the query of a WITH; a recursive one learns its own columns from the first branch. */
  private @Nullable List<String> query(
      ParenthesedSelect select, @Nullable Scope outer, @Nullable Cte ctes, @Nullable Cte self) {
    if (self != null
        && select.getSelect() instanceof SetOperationList operations
        && operations.getWithItemsList() == null) {
      List<String> aliases = self.columns();
      List<String> columns = null;
      for (Select branch : operations.getSelects()) {
        List<String> found = query(branch, outer, ctes);
        if (columns == null) {
          columns = found;
          self.setColumns(FromClause.renamed(found, aliases));
        }
      }
      Scope scope = new Scope(outer);
      outputOrder(operations.getOrderByElements(), columns, scope, ctes);
      tail(operations, scope, ctes);
      return columns;
    }
    return query(select, outer, ctes);
  }

  private @Nullable List<String> setOperation(
      SetOperationList operations, @Nullable Scope outer, @Nullable Cte ctes) {
    List<String> columns = null;
    boolean first = true;
    for (Select branch : operations.getSelects()) {
      List<String> found = query(branch, outer, ctes);
      columns = first ? found : columns;
      first = false;
    }
    Scope scope = new Scope(outer);
    outputOrder(operations.getOrderByElements(), columns, scope, ctes);
    tail(operations, scope, ctes);
    return columns;
  }

  private @Nullable List<String> block(
      PlainSelect select, @Nullable Scope outer, @Nullable Cte ctes) {
    requirePostgres(select);
    Scope scope = new Scope(outer);
    StarColumns star =
        select.getFromItem() == null
            ? StarColumns.NONE
            : new FromClause(this, scope, ctes).bind(select.getFromItem(), select.getJoins());
    if (analysis.isCursor()
        && (select.getOrderByElements() != null || select.getDistinct() != null)) {
      scope.setSortedForCursor();
    }
    Grouping grouping = new Grouping(this, scope, ctes);
    grouping.inputs(select);
    OutputList output = new OutputList(this, scope, ctes, star);
    List<String> columns = output.items(select.getSelectItems());
    grouping.outputs(columns, output.meanings());
    condition(select.getWhere(), scope, ctes);
    expression(select.getHaving(), scope, ctes);
    if (select.getWindowDefinitions() != null) {
      for (WindowDefinition window : select.getWindowDefinitions()) {
        new ExpressionWalker(this, scope, ctes).window(window);
      }
    }
    if (select.getDistinct() != null && select.getDistinct().getOnSelectItems() != null) {
      for (SelectItem<?> item : select.getDistinct().getOnSelectItems()) {
        outputOrInput(item.getExpression(), "DISTINCT ON", columns, output.meanings(), scope, ctes);
      }
    }
    outputOrder(select.getOrderByElements(), columns, output.meanings(), scope, ctes);
    tail(select, scope, ctes);
    return columns;
  }

  private static void requirePostgres(PlainSelect select) {
    boolean foreign =
        select.getLateralViews() != null
            || select.getQualify() != null
            || select.getOracleHierarchical() != null
            || select.getTop() != null
            || select.getSkip() != null
            || select.getFirst() != null
            || select.getPreferringClause() != null
            || select.getKsqlWindow() != null;
    if (select.getIntoTables() != null && !select.getIntoTables().isEmpty()) {
      throw new UntreatableException("SELECT INTO");
    }
    if (foreign || select.getIntoTempTable() != null) {
      throw new UntreatableException("a clause that is not PostgreSQL's");
    }
  }

  /** ORDER BY of what has output columns of its own only: a set operation, VALUES, TABLE. */
  private void outputOrder(
      @Nullable List<OrderByElement> elements,
      @Nullable List<String> columns,
      Scope scope,
      @Nullable Cte ctes) {
    outputOrder(elements, columns, new OutputMeanings(this, scope), scope, ctes);
  }

  private void outputOrder(
      @Nullable List<OrderByElement> elements,
      @Nullable List<String> columns,
      OutputMeanings meanings,
      Scope scope,
      @Nullable Cte ctes) {
    for (OrderByElement element : elements == null ? List.<OrderByElement>of() : elements) {
      outputOrInput(element.getExpression(), "ORDER BY", columns, meanings, scope, ctes);
    }
  }

  /**
   * ORDER BY and DISTINCT ON take a bare name for an output column first; an expression sees input
   * columns only.
   */
  private void outputOrInput(
      Expression expression,
      String clause,
      @Nullable List<String> columns,
      OutputMeanings meanings,
      Scope scope,
      @Nullable Cte ctes) {
    Column column = bareColumn(expression);
    if (column != null) {
      int token = structure.first(column);
      NamePath path = NamePath.at(tokens, token);
      if (path.size() == 1 && columns != null && columns.contains(path.name())) {
        meanings.requireOne(path.name(), clause, token);
        analysis.explain(token);
        return;
      }
      if (path.size() == 1 && columns == null && analysis.isColumnName(token)) {
        throw new UntreatableException("a name that may be one of unknown output columns", token);
      }
    }
    expression(expression, scope, ctes);
  }

  /**
   * The column that an expression is; parentheses around it are nothing to PostgreSQL's grammar.
   */
  static @Nullable Column bareColumn(Expression expression) {
    Expression inner = expression;
    while (inner instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      inner = list.get(0);
    }
    return inner instanceof Column column ? column : null;
  }

  /** LIMIT, OFFSET and FETCH. */
  private void tail(Select select, Scope scope, @Nullable Cte ctes) {
    if (select.getLimit() != null) {
      bound(select.getLimit().getRowCount(), scope, ctes);
      bound(select.getLimit().getOffset(), scope, ctes);
    }
    if (select.getOffset() != null) {
      bound(select.getOffset().getOffset(), scope, ctes);
    }
    if (select.getFetch() != null) {
      bound(select.getFetch().getExpression(), scope, ctes);
    }
  }
}
