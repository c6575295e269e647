package io.trestle.rewrite;

import io.trestle.engine.CopyField;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.rules.Rule;

/**
 * What becomes of values for a column whose writes are held: V is as good as stored, anything else
 * is not.
 */
final class HeldWrites {

  private final Analysis analysis;
  private final ActiveRule active;
  private final Rule rule;

  HeldWrites(Analysis analysis, ActiveRule active) {
    this.analysis = analysis;
    this.active = active;
    this.rule = active.rule();
  }

  /** Refuses a value, or notes that it is discarded. */
  void other(int token) {
    other("a value that is not known to equal " + rule.value(), token);
  }

  /** DEFAULT, or no value at all: V, unless the rule has another default. */
  void byDefault(int token) {
    if (active.hasOwnDefault()) {
      other("the default %s, which is not %s".formatted(rule.defaultValue(), rule.value()), token);
    }
  }

  /** Whether values that only the run shows are judged then: not where others are discarded. */
  boolean areJudged() {
    return rule.heldWrites() == Rule.HeldWrites.REJECT && !active.isDerived();
  }

  /**
   * Has the server judge a value when it is computed: V passes, NULL and any other value are
   * errors. For {@linkplain #areJudged rules that want it} only.
   *
   * @param value the name of a column that holds it, of whatever type
   * @param passed what the condition gives for V, as SQL
   * @param token where the value stands
   * @return an expression that gives that or raises an error
   */
  String judged(String value, String passed, int token) {
    String notNull =
        rule.nullable()
            ? ""
            : "WHEN %s IS NULL THEN CASE WHEN %s IS NULL THEN %s END "
                .formatted(value, analysis.raise(active), passed);
    return "CASE %sWHEN %s THEN %s WHEN %s IS NULL THEN %s END"
        .formatted(
            notNull,
            active.becomesValue(value),
            passed,
            analysis.raise(active, rejected("", token)),
            passed);
  }

  private void other(String construct, int token) {
    if (rule.heldWrites() == Rule.HeldWrites.REJECT) {
      throw UntreatableException.under(active, RefusalCode.HELD_WRITE, construct, token);
    }
    analysis.notice(discarded());
  }

  /** Registers a parameter that is checked whenever it is bound. */
  void parameter(AssignedValue value) {
    parameter(value, false);
  }

  /** Registers a parameter that must be V, where a NULL may or may not come to be written. */
  void parameterOfV(AssignedValue value) {
    parameter(value, false, false);
  }

  /**
   * Registers a parameter that an INSERT gives a derived column: NULL asks for V, as an omitted
   * column does.
   */
  void proposedParameter(AssignedValue value) {
    parameter(value, true, false);
  }

  /**
   * Registers a parameter that is checked whenever it is bound.
   *
   * @param nullPasses whether a NULL is left to a guard in the text
   */
  void parameter(AssignedValue value, boolean nullPasses) {
    parameter(value, nullPasses, !rule.nullable());
  }

  private void parameter(AssignedValue value, boolean nullPasses, boolean nullFails) {
    boolean reject = rule.heldWrites() == Rule.HeldWrites.REJECT;
    analysis.hold(
        active,
        new HeldParameter(
            value.parameter(),
            active.resolved().value(),
            nullPasses || active.resolved().isNull() || analysis.isOnlyPlanned(),
            nullFails ? active.notNullViolation() : null,
            reject ? rejected(" in a parameter", value.at()) : null,
            reject ? null : discarded()),
        value);
  }

  /**
   * A field of a COPY that is taken out of the data.
   *
   * @param index its place in a row
   * @param skips whether the server may leave out a row without looking for NULL in it
   */
  CopyField copied(int index, boolean skips, boolean forceNull, boolean forceNotNull) {
    boolean reject = rule.heldWrites() == Rule.HeldWrites.REJECT;
    return new CopyField(
        index,
        active.resolved().value(),
        active.resolved().isNull(),
        rule.nullable()
            ? null
            : skips
                ? refused(RefusalCode.CONSTRUCT, "a NULL in a COPY that leaves out rows")
                : active.notNullViolation(),
        reject ? refused(RefusalCode.HELD_WRITE, "a value other than " + rule.value()) : null,
        reject ? null : discarded(),
        forceNull,
        forceNotNull);
  }

  private SqlError refused(RefusalCode code, String construct) {
    return Refusals.error(
        rule,
        new UntreatableException(code, construct, UntreatableException.NO_TOKEN),
        analysis.tokens());
  }

  private SqlError rejected(String where, int token) {
    return Refusals.error(
        rule,
        new UntreatableException(
            RefusalCode.HELD_WRITE,
            "a value other than %s%s".formatted(rule.value(), where),
            token),
        analysis.tokens());
  }

  private SqlNotice discarded() {
    return new SqlNotice(
        RefusalCode.DISCARDED.sqlState(),
        "a value for column \"%s\" of relation \"%s\" was discarded: the column is in phase %s"
            .formatted(rule.column(), rule.table(), rule.phase().label()),
        rule.name());
  }
}
