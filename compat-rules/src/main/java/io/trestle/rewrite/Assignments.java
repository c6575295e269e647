package io.trestle.rewrite;

import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.update.UpdateSet;
import org.jspecify.annotations.Nullable;

/** The SET list of an UPDATE, of ON CONFLICT DO UPDATE or of a MERGE. */
final class Assignments {

  private final QueryWalker walker;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private final Binding target;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Set<Integer> dropped = new HashSet<>();
  private final Set<ActiveRule> seen = new HashSet<>();
  private final Set<String> assigned = new HashSet<>();
  private final SetGuards guards;
  private List<int[]> spans = new ArrayList<>();

  /**
   * @param scope what the expressions see
   * @param target the table that is written
   */
  Assignments(QueryWalker walker, Scope scope, @Nullable Cte ctes, Binding target) {
    this.walker = walker;
    this.target = target;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.scope = scope;
    this.ctes = ctes;
    this.guards = new SetGuards(analysis, target);
  }

  /**
   * Treats the list.
   *
   * @param set the token of the keyword SET
   * @param end the token behind the list
   */
  void treat(List<UpdateSet> assignments, int set, int end) {
    spans = CommaList.spans(tokens, set + 1, end);
    if (spans.size() != assignments.size()) {
      throw new UntreatableException("a SET list that cannot be read for certain", set);
    }
    for (int[] span : spans) {
      noteTargets(span);
    }
    for (int i = 0; i < spans.size(); i++) {
      assignment(assignments.get(i), i);
    }
    guards.add(this::keptColumn);
    remove();
    FrozenValues.add(analysis, target, assigned, spans.get(spans.size() - 1)[1]);
  }

  private void noteTargets(int[] span) {
    RowAssignment row = RowAssignment.at(tokens, span[0], span[1]);
    if (row == null) {
      assigned.add(tokens.get(span[0]).value());
    } else {
      row.targets().items().forEach(item -> assigned.add(tokens.get(item[0]).value()));
    }
  }

  private void assignment(UpdateSet assignment, int index) {
    int first = spans.get(index)[0];
    int last = spans.get(index)[1];
    RowAssignment row = RowAssignment.at(tokens, first, last);
    if (row != null) {
      row(assignment, row, index);
      return;
    }
    boolean single = assignment.getColumns().size() == 1 && assignment.getValues().size() == 1;
    analysis.trace().target(first);
    analysis.explain(first);
    if (!single || !tokens.is(first + 1, "=") || !tokens.get(first).isName()) {
      part(assignment, first);
      return;
    }
    Expression expression = assignment.getValue(0);
    ActiveRule rule = rule(first);
    if (rule == null) {
      walker.expression(expression, scope, ctes);
    } else if (ruled(rule, first, expression, first + 2, last)) {
      dropped.add(index);
    }
  }

  /**
   * An assignment to a part of a column: a subscript or a field, which the masked text gives as a
   * function of the subscripts and the value.
   */
  private void part(UpdateSet assignment, int target) {
    boolean masked =
        assignment.getValues().size() == 1
            && assignment.getValue(0) instanceof Function function
            && function.getParameters() != null;
    if (rule(target) != null || !masked) {
      throw new UntreatableException("an assignment to a part of the column", target);
    }
    ((Function) assignment.getValue(0))
        .getParameters()
        .forEach(value -> walker.expression((Expression) value, scope, ctes));
    for (int i = target + 1; !tokens.is(i, "="); i++) {
      boolean field = tokens.is(i - 1, ".") && tokens.partner(i) < 0;
      if (field) {
        analysis.explain(i);
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
  }

  /** The rule for the column that a token names as the target of an assignment. */
  private @Nullable ActiveRule rule(int token) {
    return target.rule(tokens.get(token).value());
  }

  private void row(UpdateSet assignment, RowAssignment row, int index) {
    List<Expression> values = values(assignment, row);
    boolean ruled = false;
    for (int[] item : row.targets().items()) {
      analysis.trace().target(item[0]);
      analysis.explain(item[0], item[1]);
      ruled |= rule(item[0]) != null;
    }
    if (!ruled) {
      values.forEach(value -> walker.expression(value, scope, ctes));
    } else if (row.values() == null) {
      values.forEach(value -> walker.expression(value, scope, ctes));
      rowFromQuery(row);
    } else {
      rowOfValues(row, row.values(), values, index);
    }
  }

  /** The masked text gives a row assignment as a function of its other targets and its values. */
  private List<Expression> values(UpdateSet assignment, RowAssignment row) {
    int targets = row.targets().size();
    boolean masked =
        assignment.getValues().size() == 1
            && assignment.getValue(0) instanceof Function function
            && function.getParameters() != null
            && function.getParameters().size() >= targets;
    if (!masked) {
      throw new UntreatableException("a row assignment that cannot be read", row.close());
    }
    List<Expression> values = new ArrayList<>();
    ((Function) assignment.getValue(0))
        .getParameters()
        .subList(targets - 1, ((Function) assignment.getValue(0)).getParameters().size())
        .forEach(value -> values.add((Expression) value));
    return values;
  }

  private void rowOfValues(RowAssignment row, CommaList list, List<Expression> values, int index) {
    requireMatching(row, list, values);
    Set<Integer> droppedHere = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      int[] item = row.targets().items().get(i);
      ActiveRule rule = rule(item[0]);
      if (rule == null) {
        walker.expression(values.get(i), scope, ctes);
      } else if (item[0] != item[1]) {
        throw new UntreatableException("an assignment to a part of the column", item[0]);
      } else if (ruled(rule, item[0], values.get(i), list.first(i), list.last(i))) {
        droppedHere.add(i);
      }
    }
    if (droppedHere.size() == list.size()) {
      dropped.add(index);
    } else if (!droppedHere.isEmpty()) {
      row.targets().remove(analysis, droppedHere);
      list.remove(analysis, droppedHere);
      if (list.size() - droppedHere.size() == 1 && !tokens.isWord(list.open() - 1, "row")) {
        analysis.insertBefore(list.open(), "ROW");
      }
    }
  }

  private void requireMatching(RowAssignment row, CommaList list, List<Expression> values) {
    boolean scalar = list.size() == 1 && !tokens.isWord(list.open() - 1, "row");
    if (values.size() != list.size() || values.stream().anyMatch(Assignments::isStar)) {
      throw new UntreatableException("a row assignment that cannot be read", list.open());
    } else if (scalar) {
      throw new TargetErrorException(
          "0A000",
          "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
          list.first(0));
    } else if (list.size() != row.targets().size()) {
      throw new TargetErrorException(
          "42601", "number of columns does not match number of values", list.open());
    }
  }

  private static boolean isStar(Expression value) {
    return value instanceof AllColumns;
  }

  /**
   * Values from a query are not known before the run: nothing of them is V beyond doubt, and each
   * may be NULL, also because there is no row.
   */
  private void rowFromQuery(RowAssignment row) {
    List<String> names = new ArrayList<>();
    List<String> reads = new ArrayList<>();
    Set<Integer> droppedHere = new HashSet<>();
    boolean guarded = false;
    for (int i = 0; i < row.targets().size(); i++) {
      int token = row.targets().first(i);
      String name = "c" + i;
      names.add(name);
      ActiveRule rule = rule(token);
      if (rule == null) {
        reads.add("s." + name);
        continue;
      }
      once(rule, token);
      if (rule.phase().write() == WriteFlag.HOLD) {
        new HeldWrites(analysis, rule).other(row.valuesFirst());
        droppedHere.add(i);
      } else if (rule.rule().nullable()) {
        reads.add("s." + name);
      } else {
        guarded = true;
        reads.add("COALESCE(s.%s, %s)".formatted(name, analysis.raise(rule)));
      }
    }
    if (!guarded && droppedHere.isEmpty()) {
      return;
    }
    if (reads.isEmpty()) {
      throw new UntreatableException("a row assignment of held columns alone", row.close());
    }
    if (!droppedHere.isEmpty()) {
      row.targets().remove(analysis, droppedHere);
    }
    analysis.wrap(
        row.valuesFirst(),
        row.valuesLast(),
        "(SELECT %s FROM (SELECT) AS trestle_one LEFT JOIN LATERAL "
            .formatted(String.join(", ", reads)),
        " AS s (%s) ON true)".formatted(String.join(", ", names)));
  }

  private void once(ActiveRule rule, int token) {
    if (target.hides(rule)) {
      throw Writes.unknownColumn(rule, token);
    }
    if (!seen.add(rule)) {
      throw new TargetErrorException(
          "42601",
          "multiple assignments to same column \"%s\"".formatted(rule.column()),
          UntreatableException.NO_TOKEN);
    }
  }

  /** Treats one value for a ruled column; says whether the assignment is to be left out. */
  private boolean ruled(ActiveRule rule, int name, Expression expression, int first, int last) {
    once(rule, name);
    AssignedValue value = AssignedValue.of(analysis, rule, first, last);
    RuledAssignment assignment = new RuledAssignment(walker, scope, ctes, target, rule, guards);
    return rule.phase().write() == WriteFlag.HOLD
        ? assignment.hold(expression, value, name)
        : assignment.fill(expression, value);
  }

  /** A column that can be set to itself, and that no other assignment sets. */
  private String keptColumn() {
    String column = target.ruledTable().ordinaryColumn(assigned);
    assigned.add(column);
    return Names.quote(column);
  }

  /**
   * Takes assignments out; where none remains there is one that changes nothing, so that rows are
   * locked and counted.
   */
  private void remove() {
    if (dropped.isEmpty()) {
      return;
    }
    if (dropped.size() < spans.size()) {
      CommaList.remove(analysis, spans, dropped);
      return;
    }
    int first = spans.get(0)[0];
    int last = spans.get(spans.size() - 1)[1];
    analysis.explain(first, last);
    String keep = keptColumn();
    int start = tokens.get(first).start();
    int end = tokens.get(last).end();
    analysis.edits().removeInside(start, end);
    analysis.edits().replace(start, end, keep + " = " + target.text() + "." + keep);
  }
}
