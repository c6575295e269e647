package io.trestle.rewrite;

import io.trestle.rewrite.AssignedValue.Certainty;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Rule;
import io.trestle.sql.Tokens;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import org.jspecify.annotations.Nullable;

/** One value that a SET list gives to a ruled column. */
final class RuledAssignment {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Scope scope;
  private final @Nullable Cte ctes;
  private final Binding target;
  private final ActiveRule rule;
  private final HeldWrites held;
  private final boolean nullable;
  private final SetGuards guards;

  RuledAssignment(
      QueryWalker walker,
      Scope scope,
      @Nullable Cte ctes,
      Binding target,
      ActiveRule rule,
      SetGuards guards) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.scope = scope;
    this.ctes = ctes;
    this.target = target;
    this.rule = rule;
    this.held = new HeldWrites(analysis, rule);
    this.nullable = rule.rule().nullable();
    this.guards = guards;
  }

  /**
   * Treats a value that cannot be stored yet.
   *
   * @param name the token of the column's name
   * @return whether the assignment is to be left out
   */
  boolean hold(Expression expression, AssignedValue value, int name) {
    switch (certainty(value)) {
      case DEFAULT -> {
        held.byDefault(value.first());
        return rule.hasOwnDefault() || storeValue(value);
      }
      case EQUAL_CONSTANT -> {
        return storeValue(value);
      }
      case NULL -> {
        if (!nullable) {
          return storeNull(value, name);
        }
        held.other(value.first());
      }
      case PARAMETER -> {
        boolean proposed = analysis.isHeld(value.parameter()) && !rule.isDerived();
        boolean guarded = !nullable && !proposed;
        held.parameter(value, guarded);
        return storeParameter(value, name, guarded);
      }
      case OTHER_CONSTANT -> held.other(value.first());
      case EXPRESSION -> {
        if (isItself(expression, value)) {
          return true;
        } else if (isProposedValue(expression, value)) {
          return storeValue(value);
        }
        if (held.areJudged()) {
          return storeJudged(expression, value, name);
        }
        held.other(value.first());
      }
    }
    return true;
  }

  /** What is put around the value would make a query of it, in which they are allowed. */
  private void requireNoAggregate(AssignedValue value) {
    for (int i = value.first(); i <= value.last(); i++) {
      if (tokens.opensQuery(i)) {
        i = tokens.partner(i);
      } else if (tokens.isWord(i, "over") && tokens.is(i - 1, ")")) {
        throw new TargetErrorException(
            "42P20", "window functions are not allowed in UPDATE", value.first());
      } else if (analysis.isAggregate(i) && !tokens.isWord(tokens.partner(i + 1) + 1, "over")) {
        throw new TargetErrorException("42803", "aggregate functions are not allowed in UPDATE", i);
      }
    }
  }

  /** Has the server judge a value that only the run shows. */
  private boolean storeJudged(Expression expression, AssignedValue value, int name) {
    SetReturning.refuse(analysis, value);
    requireNoAggregate(value);
    walker.expression(expression, scope, ctes);
    if (isAbsent()) {
      return guards.judged(
          name, value, passed -> held.judged(Writes.JUDGED, passed, value.first()));
    }
    Writes.judge(
        analysis, value, held.judged(Writes.JUDGED, stored(), value.first()), target.text());
    return false;
  }

  /** The column set to itself stays as it is; that of another row of the table is any value. */
  private boolean isItself(Expression expression, AssignedValue value) {
    return isWhole(expression, value)
        && walker.references().isRuledColumn(rule, value.first(), scope, target);
  }

  /**
   * DEFAULT in an UPDATE is NULL for a derived column: what fills such a column is a trigger, and
   * only for new rows.
   */
  private Certainty certainty(AssignedValue value) {
    return value.certainty() == Certainty.DEFAULT && rule.isDerived()
        ? Certainty.NULL
        : value.certainty();
  }

  /**
   * A proposed value that was let through while writes are held is V. A derived one is V of another
   * row.
   */
  private boolean isProposedValue(Expression expression, AssignedValue value) {
    return !rule.isDerived()
        && isWhole(expression, value)
        && walker.references().isExcludedColumn(rule, value.first(), scope);
  }

  private boolean isWhole(Expression expression, AssignedValue value) {
    NamePath path = NamePath.at(tokens, value.first());
    boolean whole = expression instanceof Column && path.last() == value.last();
    if (whole) {
      analysis.explain(path.first(), path.last());
    }
    return whole;
  }

  private boolean isAbsent() {
    return rule.readFlag() == ReadFlag.VALUE;
  }

  /**
   * Storing V: nothing to do in absent; elsewhere a neighbour may have stored something else
   * before.
   */
  private boolean storeValue(AssignedValue value) {
    if (!isAbsent()) {
      analysis.replace(value.first(), value.last(), stored());
    }
    return isAbsent();
  }

  /** V as it is stored: a derived one as NULL, which reads as V. */
  private String stored() {
    return rule.isDerived() ? rule.nullValue() : rule.value(target.text());
  }

  private boolean storeParameter(AssignedValue value, int name, boolean guarded) {
    boolean discard = rule.rule().heldWrites() == Rule.HeldWrites.DISCARD;
    if (!guarded && (isAbsent() || !discard)) {
      return storeValue(value);
    }
    String parameter = tokens.text(value.first(), value.last());
    analysis.keep(value.parameter());
    if (isAbsent()) {
      return guards.parameter(name, value, parameter, analysis.raise(rule));
    }
    String column = tokens.text(name, name);
    String guard =
        guarded ? "WHEN %s IS NULL THEN %s ".formatted(parameter, analysis.raise(rule)) : "";
    String kept = target.text() + "." + column;
    String equal =
        rule.isDerived()
            ? "ELSE " + kept
            : discard
                ? "WHEN %s THEN %s ELSE %s"
                    .formatted(rule.isValue(parameter, target.text()), stored(), kept)
                : "ELSE " + stored();
    analysis.replace(value.first(), value.last(), "CASE %s%s END".formatted(guard, equal));
    return false;
  }

  /**
   * NULL into a column that is NOT NULL in the target: fails for each row that is met, and only
   * then.
   *
   * @return whether the assignment is to be left out
   */
  private boolean storeNull(AssignedValue value, int name) {
    if (isAbsent()) {
      return guards.fail(name, value, analysis.raise(rule));
    }
    analysis.replace(value.first(), value.last(), analysis.raise(rule));
    return false;
  }

  /** Treats a value that is stored; never leaves the assignment out. */
  boolean fill(Expression expression, AssignedValue value) {
    switch (certainty(value)) {
      case DEFAULT ->
          analysis.replace(value.first(), value.last(), rule.defaultValue(target.text()));
      case EQUAL_CONSTANT, OTHER_CONSTANT -> {}
      case NULL -> {
        if (!nullable) {
          analysis.replace(value.first(), value.last(), analysis.raise(rule));
        }
      }
      case PARAMETER -> {
        walker.expression(expression, scope, ctes);
        if (!nullable) {
          Writes.guardParameterNotNull(analysis, rule, value);
        }
      }
      case EXPRESSION -> {
        walker.expression(expression, scope, ctes);
        if (!nullable) {
          requireNoAggregate(value);
          Writes.guardNotNull(analysis, rule, value, target.text());
        }
      }
    }
    return false;
  }
}
