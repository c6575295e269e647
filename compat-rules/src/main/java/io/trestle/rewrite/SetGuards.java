package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Columns that are not there yet, and to which a SET list gives what may not be stored: NULL where
 * the target has NOT NULL, or a value that only the run shows. Another column is set to itself, by
 * an expression that fails first. One such column serves all of them, since a statement may set all
 * others.
 */
final class SetGuards {

  private final Analysis analysis;
  private final Binding target;
  private final List<Guard> guards = new ArrayList<>();
  private @Nullable Judged judged;

  /**
   * @param target the table that is written
   */
  SetGuards(Analysis analysis, Binding target) {
    this.analysis = analysis;
    this.target = target;
  }

  /**
   * @param expression gives the expression, from what is set where this guard lets it pass and from
   *     the column itself
   */
  private record Guard(int name, AssignedValue value, BinaryOperator<String> expression) {}

  /**
   * @param expression gives what is set, from what is set where the value passes
   */
  private record Judged(int name, AssignedValue value, UnaryOperator<String> expression) {}

  /**
   * Fails where a value that is computed is none that passes.
   *
   * @param name the token of the column's name
   * @param expression gives an expression over {@link Writes#JUDGED}, from what is set where it
   *     passes
   * @return whether the assignment is to be left out
   */
  boolean judged(int name, AssignedValue value, UnaryOperator<String> expression) {
    if (judged != null || !guards.isEmpty()) {
      throw several(value);
    }
    judged = new Judged(name, value, expression);
    return false;
  }

  /** An expression that is judged stays where it stands: there is no room for another guard. */
  private static UntreatableException several(AssignedValue value) {
    return new UntreatableException(
        RefusalCode.HELD_WRITE,
        "values for several columns that only the run shows",
        value.first());
  }

  /**
   * Fails where a parameter is NULL.
   *
   * @param name the token of the column's name
   * @param raise an expression that fails
   * @return whether the assignment is to be left out
   */
  boolean parameter(int name, AssignedValue value, String parameter, String raise) {
    return guard(
        new Guard(
            name,
            value,
            (next, kept) ->
                "CASE WHEN %s IS NULL THEN CASE WHEN %s IS NULL THEN %s END ELSE %s END"
                    .formatted(parameter, raise, kept, next)));
  }

  /**
   * Fails for each row.
   *
   * @param name the token of the column's name
   * @param raise an expression that fails
   * @return whether the assignment is to be left out
   */
  boolean fail(int name, AssignedValue value, String raise) {
    return guard(
        new Guard(
            name,
            value,
            (next, kept) ->
                "CASE WHEN %s IS NULL THEN %s ELSE %s END".formatted(raise, next, kept)));
  }

  private boolean guard(Guard guard) {
    if (judged != null) {
      throw several(guard.value());
    }
    guards.add(guard);
    return guards.size() > 1;
  }

  /**
   * Has the first of the guarded assignments set another column, with all guards.
   *
   * @param keptColumn gives a column, as SQL writes it, that can be set to itself
   */
  void add(Supplier<String> keptColumn) {
    if (guards.isEmpty() && judged == null) {
      return;
    }
    String column = keptColumn.get();
    String kept = target.text() + "." + column;
    if (judged != null) {
      analysis.replace(judged.name(), judged.name(), column);
      Writes.judge(analysis, judged.value(), judged.expression().apply(kept), target.text());
      return;
    }
    String expression = kept;
    for (int i = guards.size() - 1; i >= 0; i--) {
      expression = guards.get(i).expression().apply(expression, kept);
    }
    Guard first = guards.get(0);
    analysis.replace(first.name(), first.name(), column);
    analysis.replace(first.value().first(), first.value().last(), expression);
  }
}
