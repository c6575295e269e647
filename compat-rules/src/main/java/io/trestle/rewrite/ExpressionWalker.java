package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.AnyComparisonExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LambdaExpression;
import net.sf.jsqlparser.expression.RowConstructor;
import net.sf.jsqlparser.expression.RowGetExpression;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.WindowDefinition;
import net.sf.jsqlparser.expression.WindowElement;
import net.sf.jsqlparser.expression.WindowOffset;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.FunctionAllColumns;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Finds the column references and subqueries of an expression. One object, one scope. */
final class ExpressionWalker extends ExpressionVisitorAdapter<Void> {

  /** Nothing of their result tells the type of a row that they are given. */
  private static final Set<String> ROW_FUNCTIONS =
      Set.of(
          "count",
          "row_to_json",
          "to_json",
          "to_jsonb",
          "json_agg",
          "jsonb_agg",
          "json_build_array",
          "jsonb_build_array",
          "json_build_object",
          "jsonb_build_object",
          "json_object_agg",
          "jsonb_object_agg",
          "array_to_json",
          "concat",
          "concat_ws",
          "format");

  private final QueryWalker walker;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private boolean inAggregate;

  ExpressionWalker(QueryWalker walker, Scope scope, @Nullable Cte ctes) {
    this.walker = walker;
    this.scope = scope;
    this.ctes = ctes;
  }

  private void walk(@Nullable Expression expression) {
    if (expression != null) {
      expression.accept(this, null);
    }
  }

  private void walkAll(@Nullable List<? extends Expression> expressions) {
    if (expressions != null) {
      expressions.forEach(this::walk);
    }
  }

  private void walkOrder(@Nullable List<OrderByElement> elements) {
    if (elements != null) {
      elements.forEach(element -> walk(element.getExpression()));
    }
  }

  @Override
  public <S> Void visit(Column column, S context) {
    NamePath path = NamePath.at(walker.analysis().tokens(), walker.structure().first(column));
    if (walker.analysis().tokens().is(path.last() + 2, "*")
        && walker.analysis().tokens().is(path.last() + 1, ".")) {
      castRow(path);
      return null;
    }
    walker.references().column(walker.structure().first(column), scope, inAggregate);
    walk(column.getArrayConstructor());
    return null;
  }

  @Override
  public <S> Void visit(AllColumns star, S context) {
    int token = walker.structure().first(star);
    Tokens tokens = walker.analysis().tokens();
    if (!tokens.is(token - 1, "(") || !tokens.is(token + 1, ")")) {
      throw new UntreatableException("a star inside an expression", token);
    }
    walker.analysis().explain(token);
    return null;
  }

  /** {@code t.*} in an expression is the whole row; in ROW(…) it is the list of its columns. */
  @Override
  public <S> Void visit(AllTableColumns star, S context) {
    star(star, true, false);
    return null;
  }

  private boolean star(AllTableColumns star, boolean typed, boolean argument) {
    NamePath path = NamePath.at(walker.analysis().tokens(), walker.structure().first(star));
    return walker.references().rows().star(path, scope, inAggregate, typed, argument);
  }

  @Override
  public <S> Void visit(ExpressionList<? extends Expression> list, S context) {
    boolean isRow = list instanceof ParenthesedExpressionList && list.size() > 1;
    list.forEach(isRow ? this::walkField : this::walk);
    return null;
  }

  @Override
  public <S> Void visit(RowConstructor<? extends Expression> row, S context) {
    row.forEach(this::walkField);
    return null;
  }

  private void walkField(Expression item) {
    if (item instanceof AllTableColumns star) {
      star(star, false, false);
    } else {
      walk(item);
    }
  }

  /** Rows are compared field by field, whatever their types. */
  @Override
  protected <S> Void visitBinaryExpression(BinaryExpression expression, S context) {
    Expression left = expression.getLeftExpression();
    Expression right = expression.getRightExpression();
    boolean compares =
        expression instanceof ComparisonOperator || expression instanceof IsDistinctExpression;
    if (compares && isFields(left) && isFields(right)) {
      walkField(left);
      walkField(right);
    } else {
      walk(left);
      walk(right);
    }
    return null;
  }

  private static boolean isFields(Expression operand) {
    return operand instanceof AllTableColumns || operand instanceof ParenthesedExpressionList;
  }

  /** {@code t.*::type}, which the masked text gives without the star: the type counts. */
  private void castRow(NamePath path) {
    Scope.Found found = scope.relation(path.size() > 1 ? path.qualifier(1) : null, path.name());
    if (found == null || found.binding().kind() != Binding.Kind.OTHER) {
      throw new UntreatableException("a cast of a whole row", path.first());
    }
    walker.analysis().explain(path.first(), path.last() + 2);
  }

  @Override
  public <S> Void visit(TrimFunction trim, S context) {
    walk(trim.getExpression());
    walk(trim.getFromExpression());
    return null;
  }

  @Override
  public <S> Void visit(IsNullExpression test, S context) {
    walkRow(test.getLeftExpression());
    return null;
  }

  @Override
  public <S> Void visit(RowGetExpression field, S context) {
    if (walkRow(field.getExpression())) {
      walker.analysis().explain(walker.structure().last(field));
    }
    return null;
  }

  /**
   * Walks an expression that may be a whole row whose type does not count; says whether it is one
   * of the table.
   */
  private boolean walkRow(Expression expression) {
    return walkRow(expression, false);
  }

  private boolean walkRow(Expression expression, boolean argument) {
    Expression inner = expression;
    while (inner instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      inner = list.get(0);
    }
    if (inner instanceof Column column
        && walker
            .references()
            .rows()
            .row(walker.structure().first(column), scope, inAggregate, argument)) {
      return true;
    }
    if (inner instanceof AllTableColumns star) {
      return star(star, false, argument);
    }
    walk(expression);
    return false;
  }

  @Override
  public <S> Void visit(FunctionAllColumns star, S context) {
    throw new UntreatableException("a star behind a function");
  }

  @Override
  public <S> Void visit(LambdaExpression lambda, S context) {
    throw new UntreatableException("an expression that cannot be read for certain");
  }

  @Override
  public <S> Void visit(Select select, S context) {
    walker.query(select, scope, ctes);
    return null;
  }

  @Override
  public <S> Void visit(ParenthesedSelect select, S context) {
    walker.query(select, scope, ctes);
    return null;
  }

  @Override
  public <S> Void visit(AnyComparisonExpression comparison, S context) {
    if (comparison.getSelect() != null) {
      walker.query(comparison.getSelect(), scope, ctes);
    }
    return null;
  }

  @Override
  public <S> Void visit(CastExpression cast, S context) {
    if (cast.getColDataType() != null
        && MaskedBrackets.ALL_FIELDS.equals(cast.getColDataType().getDataType())) {
      walkRow(cast.getLeftExpression());
      walker.analysis().explain(walker.structure().last(cast));
      return null;
    }
    boolean toText = isToText(cast.getLeftExpression());
    if (toText) { // the fields count, not the type
      walkRow(cast.getLeftExpression(), true);
    } else {
      walk(cast.getLeftExpression());
    }
    return null;
  }

  /** Whether a cast of a bare name is one to text. */
  private boolean isToText(Expression operand) {
    if (!(operand instanceof Column column)) {
      return false;
    }
    Tokens tokens = walker.analysis().tokens();
    int behind = walker.structure().last(column) + 1;
    return (tokens.is(behind, "::") || tokens.isWord(behind, "as"))
        && tokens.isWord(behind + 1, "text");
  }

  @Override
  public <S> Void visit(Function function, S context) {
    walkFunction(function, takesAnyRow(function));
    return null;
  }

  /**
   * @param anyRow whether the types of rows among its arguments do not count
   */
  private void walkFunction(Function function, boolean anyRow) {
    boolean before = enter(function);
    requireNoNaming(function);
    if (walker.analysis().tokens().isWord(walker.structure().first(function), "row")
        && function.getParameters() != null) {
      function.getParameters().forEach(this::walkField);
    } else if (anyRow && function.getParameters() != null) {
      function.getParameters().forEach(this::walkArgument);
    } else {
      walkAll(function.getParameters());
    }
    walkAll(function.getNamedParameters());
    walkOrder(function.getOrderByElements());
    walk(function.getKeep());
    inAggregate = before;
  }

  /** Walks what may be a row, or an array of rows. */
  private void walkArgument(Expression argument) {
    if (argument instanceof Function inner && nameOf(inner).equals("array_agg")) {
      walkFunction(inner, true);
    } else if (argument instanceof AnalyticExpression inner && nameOf(inner).equals("array_agg")) {
      walkAnalytic(inner, true);
    } else {
      walkRow(argument, true);
    }
  }

  @Override
  public <S> Void visit(AnalyticExpression function, S context) {
    walkAnalytic(function, takesAnyRow(function));
    return null;
  }

  private void walkAnalytic(AnalyticExpression function, boolean anyRow) {
    boolean before = inAggregate;
    if (!isOverWindow(function)) {
      enter(function);
    }
    for (Expression argument :
        Arrays.asList(function.getExpression(), function.getOffset(), function.getDefaultValue())) {
      if (anyRow && argument != null) {
        walkArgument(argument);
      } else {
        walk(argument);
      }
    }
    walk(function.getFilterExpression());
    walkOrder(function.getFuncOrderBy());
    if (function.getWindowDefinition() == null) {
      walkOrder(function.getOrderByElements());
      walkAll(function.getPartitionExpressionList());
    } else {
      window(function.getWindowDefinition());
    }
    inAggregate = before;
  }

  /** Whether it is a window's: its arguments are those of no aggregate. */
  private static boolean isOverWindow(AnalyticExpression function) {
    return function.getType() == AnalyticType.OVER;
  }

  /** Walks a window's PARTITION BY and ORDER BY. */
  void window(WindowDefinition window) {
    walkAll(window.getPartitionExpressionList());
    walkOrder(window.getOrderByElements());
    WindowElement frame = window.getWindowElement();
    if (frame != null) {
      walkOffset(frame.getOffset());
      if (frame.getRange() != null) {
        walkOffset(frame.getRange().getStart());
        walkOffset(frame.getRange().getEnd());
      }
    }
  }

  private void walkOffset(@Nullable WindowOffset offset) {
    if (offset != null) {
      walker.bound(offset.getExpression(), scope, ctes);
    }
  }

  /** Whether a function looks only at a row's fields and their names, or at its being there. */
  private boolean takesAnyRow(Expression function) {
    return ROW_FUNCTIONS.contains(nameOf(function));
  }

  private String nameOf(Expression function) {
    int first = walker.structure().first(function);
    return NamePath.at(walker.analysis().tokens(), first).name();
  }

  /** These take the names of their arguments into the result. */
  private void requireNoNaming(Function function) {
    int first = walker.structure().first(function);
    boolean naming =
        walker.analysis().tokens().isAnyWord(first, "xmlforest", "xmlattributes", "xmlelement");
    if (naming && scope.seesRuled()) {
      throw new UntreatableException("an XML function that names its arguments", first);
    }
  }

  private boolean enter(Expression function) {
    boolean before = inAggregate;
    inAggregate |= walker.analysis().catalog().isAggregate(nameOf(function));
    return before;
  }
}
