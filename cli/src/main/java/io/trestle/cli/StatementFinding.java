package io.trestle.cli;

import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code check} keeps of a {@link Judgement}: small, whatever the size of the statement.
 *
 * @param flip the flip
 * @param verdict in one word
 * @param trouble the error of one that is refused, passes untreated or always fails, or null
 * @param place where in the statement that is, or null
 * @param conditions what is done with its parameters
 * @param knows whether this is true of sessions that know the column, and not for certain of others
 */
record StatementFinding(
    Flip flip,
    Verdict verdict,
    @Nullable Trouble trouble,
    @Nullable SourcePlace place,
    List<String> conditions,
    boolean knows) {

  static StatementFinding of(String sql, Judgement judgement) {
    SqlError error = null;
    List<String> conditions = List.of();
    if (judgement.verdict() != Verdict.UNKNOWN) {
      if (judgement.outcome() instanceof Outcome.Refused refused) {
        error = refused.error();
      } else if (judgement.outcome() instanceof Outcome.Rewritten rewritten) {
        error = rewritten.alwaysFails();
        conditions = OutcomeText.conditions(rewritten);
      }
    }
    Trouble trouble = error == null ? null : Trouble.of(error);
    SourcePlace place =
        trouble == null || trouble.position() == 0 ? null : SourcePlace.of(sql, trouble.position());
    return new StatementFinding(
        judgement.flip(), judgement.verdict(), trouble, place, conditions, judgement.knows());
  }

  /** What two statements of one group have in common: all but the place. */
  StatementFinding withoutPlace() {
    Trouble kind =
        trouble == null
            ? null
            : new Trouble(
                trouble.sqlState(),
                trouble.name(),
                trouble.construct(),
                trouble.wayOut(),
                trouble.rule(),
                0);
    return new StatementFinding(flip, verdict, kind, null, conditions, knows);
  }
}
