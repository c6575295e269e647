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
    List<SqlNotice> notices = new ArrayList<>(statement.notices());
    if (statement.alwaysFails() != null) {
      return new BindVerdict(statement.alwaysFails(), notices);
    }
    for (HeldParameter held : statement.held()) {
      int parameter = held.parameter();
      if (parameter > values.count()) {
        continue; // the server says what is wrong with such a Bind
      }
      SqlError error = held.judge(values, notices);
      if (error != null) {
        return new BindVerdict(error, List.of());
      }
    }
    return new BindVerdict(null, notices);
  }
}
