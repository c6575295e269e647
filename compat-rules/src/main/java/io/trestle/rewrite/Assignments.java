package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import io.trestle.rules.Rule;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.update.UpdateSet;
import org.jspecify.annotations.Nullable;

/** The SET list of an UPDATE, or of ON CONFLICT DO UPDATE. */
final class Assignments {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private final Binding target;
  private final List<int[]> spans = new ArrayList<>();
  private int dropped = -1;
  private boolean seen;

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
  }

  /**
   * Treats the list.
   *
   * @param set the token of the keyword SET
   * @param end the token behind the list
   */
  void treat(List<UpdateSet> assignments, int set, int end) {
    findSpans(set + 1, end);
    if (spans.size() != assignments.size()) {
      throw new UntreatableException("a SET list that cannot be read for certain", set);
    }
    for (int i = 0; i < spans.size(); i++) {
      assignment(assignments.get(i), i);
    }
    if (dropped >= 0) {
      remove(dropped);
    }
  }

  /** The assignments between commas outside parentheses, as first and last token. */
  private void findSpans(int from, int end) {
    int first = from;
    for (int i = from; i <= end; i++) {
      if (i == end || tokens.is(i, ",")) {
        spans.add(new int[] {first, i - 1});
        first = i + 1;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
  }

  private void assignment(UpdateSet assignment, int index) {
    int first = spans.get(index)[0];
    int last = spans.get(index)[1];
    if (tokens.is(first, "(")) {
      int close = tokens.partner(first);
      for (int i = first; i < close; i++) {
        if (target.isRuled() && analysis.isColumnName(i)) {
          throw new UntreatableException("a row assignment that names the column", i);
        }
        analysis.explain(i);
      }
      values(assignment);
      return;
    }
    boolean single = assignment.getColumns().size() == 1 && assignment.getValues().size() == 1;
    if (!single || !tokens.is(first + 1, "=") || !tokens.get(first).isName()) {
      if (target.isRuled() && analysis.isColumnName(first)) {
        throw new UntreatableException("an assignment to a part of the column", first);
      }
      analysis.explain(first);
      values(assignment);
      return;
    }
    analysis.explain(first);
    if (!target.isRuled() || !analysis.isColumnName(first)) {
      values(assignment);
    } else if (!analysis.known()) {
      throw Writes.unknownColumn(analysis, first);
    } else {
      ruled(assignment.getValue(0), AssignedValue.of(analysis, first + 2, last), index);
    }
  }

  private void values(UpdateSet assignment) {
    for (Expression value : assignment.getValues()) {
      walker.expression(value, scope, ctes);
    }
  }

  private void ruled(Expression expression, AssignedValue value, int index) {
    if (seen) {
      throw new TargetErrorException(
          "42601",
          "multiple assignments to same column \"%s\"".formatted(analysis.rule().column()),
          UntreatableException.NO_TOKEN);
    }
    seen = true;
    if (analysis.phase().write() == WriteFlag.HOLD) {
      hold(expression, value, index);
    } else {
      fill(expression, value);
    }
  }

  private void hold(Expression expression, AssignedValue value, int index) {
    HeldWrites held = new HeldWrites(analysis);
    switch (value.certainty()) {
      case DEFAULT, EQUAL_CONSTANT -> storeValue(value, index);
      case NULL -> {
        if (analysis.rule().rule().nullable()) {
          held.other(value.first());
          dropped = index;
        } else {
          storeNull(value, index);
        }
      }
      case PARAMETER -> {
        if (value.parameter() == 0) {
          throw new UntreatableException(
              RefusalCode.HELD_WRITE, "a parameter inside an expression", value.first());
        }
        boolean guarded = !analysis.rule().rule().nullable() && !analysis.isHeld(value.parameter());
        held.parameter(value.parameter(), value.first(), guarded);
        storeParameter(value, index, guarded);
      }
      case OTHER_CONSTANT -> {
        held.other(value.first());
        dropped = index;
      }
      case EXPRESSION -> {
        if (isItself(expression, value)) {
          dropped = index;
        } else if (isProposedValue(expression, value)) {
          storeValue(value, index);
        } else {
          held.other(value.first());
          dropped = index;
        }
      }
    }
  }

  /** The column set to itself stays as it is. */
  private boolean isItself(Expression expression, AssignedValue value) {
    return isWhole(expression, value) && walker.references().isRuledColumn(value.first(), scope);
  }

  /** A proposed value that was let through while writes are held is V. */
  private boolean isProposedValue(Expression expression, AssignedValue value) {
    return isWhole(expression, value) && walker.references().isExcludedColumn(value.first(), scope);
  }

  private boolean isWhole(Expression expression, AssignedValue value) {
    NamePath path = NamePath.at(tokens, value.first());
    boolean whole = expression instanceof Column && path.last() == value.last();
    if (whole) {
      analysis.explain(path.first(), path.last());
    }
    return whole;
  }

  /**
   * Storing V: nothing to do in absent; elsewhere NULL, which reads as V whatever a neighbour
   * stored before.
   */
  private void storeValue(AssignedValue value, int index) {
    if (analysis.phase().read() == ReadFlag.VALUE) {
      dropped = index;
    } else {
      analysis.replace(value.first(), value.last(), "NULL");
    }
  }

  private void storeParameter(AssignedValue value, int index, boolean guarded) {
    boolean discard = analysis.rule().rule().heldWrites() == Rule.HeldWrites.DISCARD;
    boolean absent = analysis.phase().read() == ReadFlag.VALUE;
    String parameter = tokens.text(value.first(), value.last());
    String guard = guarded ? guard(parameter, absent) : "";
    if (guard.isEmpty() && (absent || !discard)) {
      storeValue(value, index);
      return;
    }
    analysis.keep(value.parameter());
    if (absent) {
      String keep = Names.quote(Writes.ordinaryColumn(analysis));
      String text = "%s = CASE %sELSE %s.%s END".formatted(keep, guard, targetText(), keep);
      analysis.replace(spans.get(index)[0], value.last(), text);
      return;
    }
    String column = tokens.text(spans.get(index)[0], spans.get(index)[0]);
    String equal =
        discard
            ? "WHEN %s IS NOT DISTINCT FROM %s THEN NULL ELSE %s.%s"
                .formatted(parameter, analysis.rule().value(), targetText(), column)
            : "ELSE " + analysis.rule().nullValue();
    analysis.replace(value.first(), value.last(), "CASE %s%s END".formatted(guard, equal));
  }

  /** A bound NULL fails for each row that is met, and only then. */
  private String guard(String parameter, boolean absent) {
    String keep = targetText() + "." + Names.quote(Writes.ordinaryColumn(analysis));
    String raise = analysis.raise();
    String raised = absent ? "CASE WHEN %s IS NULL THEN %s END".formatted(raise, keep) : raise;
    return "WHEN %s IS NULL THEN %s ".formatted(parameter, raised);
  }

  /**
   * NULL into a column that is NOT NULL in the target: fails for each row that is met, and only
   * then.
   */
  private void storeNull(AssignedValue value, int index) {
    if (analysis.phase().read() == ReadFlag.VALUE) {
      String keep = Names.quote(Writes.ordinaryColumn(analysis));
      String kept = targetText() + "." + keep;
      analysis.replace(
          spans.get(index)[0],
          value.last(),
          "%s = CASE WHEN %s IS NULL THEN %s ELSE %s END"
              .formatted(keep, analysis.raise(), kept, kept));
    } else {
      analysis.replace(value.first(), value.last(), analysis.raise());
    }
  }

  private void fill(Expression expression, AssignedValue value) {
    boolean nullable = analysis.rule().rule().nullable();
    switch (value.certainty()) {
      case DEFAULT -> analysis.replace(value.first(), value.last(), analysis.rule().value());
      case EQUAL_CONSTANT, OTHER_CONSTANT -> {}
      case NULL -> {
        if (!nullable) {
          analysis.replace(value.first(), value.last(), analysis.raise());
        }
      }
      case PARAMETER -> {
        walker.expression(expression, scope, ctes);
        if (nullable) {
          return;
        }
        if (value.parameter() > 0 && analysis.declare(value.parameter())) {
          Writes.guardNotNull(analysis, value);
        } else {
          analysis.wrap(value.first(), value.last(), "COALESCE(", ", " + analysis.raise() + ")");
        }
      }
      case EXPRESSION -> {
        walker.expression(expression, scope, ctes);
        if (!nullable) {
          Writes.guardNotNull(analysis, value);
        }
      }
    }
  }

  private String targetText() {
    return target.text();
  }

  /**
   * Takes an assignment out; the only one becomes one that changes nothing, so that rows are locked
   * and counted.
   */
  private void remove(int index) {
    int[] span = spans.get(index);
    analysis.explain(span[0], span[1]);
    if (spans.size() == 1) {
      String keep = Names.quote(Writes.ordinaryColumn(analysis));
      analysis.replace(span[0], span[1], keep + " = " + targetText() + "." + keep);
    } else if (index > 0) {
      analysis
          .edits()
          .replace(tokens.get(spans.get(index - 1)[1]).end(), tokens.get(span[1]).end(), "");
    } else {
      analysis
          .edits()
          .replace(tokens.get(span[0]).start(), tokens.get(spans.get(1)[0]).start(), "");
    }
  }
}
