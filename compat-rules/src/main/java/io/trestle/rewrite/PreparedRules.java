package io.trestle.rewrite;

import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlPrepared;
import java.util.List;

/** What becomes of statements that sessions prepare in SQL, under one rule set. Thread-safe. */
interface PreparedRules {

  /**
   * What became of the text of a PREPARE.
   *
   * @param outcome that of its executions; the text of a rewritten one is the PREPARE to be run
   * @param edits the edits in it, in the order of the text
   */
  record Treated(Outcome outcome, List<Edits.Edit> edits) {}

  /** Treats the text of one PREPARE. */
  Treated treat(String text, boolean standardConformingStrings, SessionState session);

  /** Names all that the treatment of a text depends on beside it. */
  String treatedUnder(SessionState session);

  /** The statement as it is to be treated now; remembered by the session. */
  default SqlPrepared treatedNow(SqlPrepared prepared, SessionState session) {
    String now = treatedUnder(session);
    if (prepared.treatedUnder().equals(now)) {
      return prepared;
    }
    Outcome outcome =
        treat(prepared.text(), prepared.standardConformingStrings(), session).outcome();
    SqlPrepared treated = prepared.treated(now, outcome);
    session.treatedAnew(treated);
    return treated;
  }
}
