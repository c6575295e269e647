package io.trestle.engine;

import java.util.ArrayList;
import java.util.List;

/** Judges all held parameters of one execution. */
final class HeldParameters {

  private HeldParameters() {}

  static BindVerdict judge(Outcome.Rewritten statement, ParameterValues values) {
    if (!statement.checksParameters()) {
      return BindVerdict.PASS;
    }
    if (statement.alwaysFails() != null) {
      return new BindVerdict(statement.alwaysFails(), statement.notices());
    }
    List<SqlNotice> notices = statement.notices();
    for (HeldParameter held : statement.held()) {
      int parameter = held.parameter();
      if (parameter > values.count()) {
        continue; // the server says what is wrong with such a Bind
      }
      if (held.passes(values, isStoredAsSent(statement, held, values))) {
        continue; // as most do: nothing is allocated for them
      }
      SqlError error = held.error(values);
      if (error != null) {
        return new BindVerdict(error, List.of());
      }
      if (held.discarded() != null) {
        notices = notices == statement.notices() ? new ArrayList<>(notices) : notices;
        notices.add(held.discarded());
      }
    }
    return notices.isEmpty() ? BindVerdict.PASS : new BindVerdict(null, notices);
  }

  /**
   * Whether the column would store what the parameter spells: one that is declared of another type
   * may be changed by the conversion, as a float4 in a column of double precision.
   */
  private static boolean isStoredAsSent(
      Outcome.Rewritten statement, HeldParameter held, ParameterValues values) {
    int declared = values.declaredType(held.parameter());
    return declared == 0
        || held.value() == null
        || statement.parameterType(held.parameter()) == declared
        || held.value().keeps(declared);
  }
}
