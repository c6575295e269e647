package io.trestle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.NameChange.Created;
import io.trestle.engine.NameChange.Dropped;
import io.trestle.engine.NameChange.Path;
import io.trestle.engine.NameChange.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionNamesTest {

  private final SessionNames names = new SessionState("service", "shop").names();

  /** Statements of one batch, as a front end tells of them. */
  private void run(boolean inTransaction, NameChange... changes) {
    end(0, 0, false, inTransaction, changes);
  }

  private void end(
      int commits, int rollbacks, boolean failed, boolean inTransaction, NameChange... changes) {
    names.note(List.of(changes));
    List<NameChange> sent = names.takeNoted();
    names.sent(sent);
    names.settle(new SessionNames.Batch(sent, commits, rollbacks, failed, inTransaction));
  }

  private static Path path(String value) {
    return new Path(value, false);
  }

  private static Created created(String name) {
    return new Created(name, true, false);
  }

  @Test
  void aSessionThatChangesNothingIsNotFollowed() {
    names.note(List.of(path(null), new Dropped("t"), new Role(null, false, false)));

    assertThat(names.isFollowed()).isFalse();
    assertThat(names.version()).isZero();
    assertThat(names.pathKnown()).isTrue();
    assertThat(names.path()).isNull();
  }

  @Test
  void whatIsUnderWayIsNotKnown() {
    names.note(List.of(path("a"), created("t")));
    assertThat(names.pathKnown()).isFalse();
    assertThat(names.temporary()).isEqualTo(Map.of("t", false));

    List<NameChange> noted = names.takeNoted();
    assertThat(names.pathKnown()).isTrue();
    assertThat(names.temporary()).isEmpty();

    names.sent(noted);
    assertThat(names.pathKnown()).isFalse();
    names.settle(new SessionNames.Batch(noted, 0, 0, false, false));
    assertThat(names.path()).isEqualTo("a");
    assertThat(names.temporary()).isEqualTo(Map.of("t", true));
  }

  @Test
  void aFrontEndThatNeverSettlesLeavesItUnknown() {
    names.note(List.of(path("a")));
    names.note(List.of(path("a")));

    assertThat(names.pathKnown()).isFalse();
  }

  @Test
  void whatIsLocalEndsWithTheTransaction() {
    run(false, path("a"));
    run(true, new Path("b", true));
    assertThat(names.path()).isEqualTo("b");

    end(1, 0, false, false);

    assertThat(names.path()).isEqualTo("a");
  }

  @Test
  void whatIsRolledBackIsAsBefore() {
    run(false, path("a"), created("kept"));
    run(true, path("b"), created("t"), new Dropped("kept"));
    assertThat(names.temporary()).isEqualTo(Map.of("t", true));

    end(0, 1, false, false);

    assertThat(names.path()).isEqualTo("a");
    assertThat(names.temporary()).isEqualTo(Map.of("kept", true));
  }

  @Test
  void whatMayBeRolledBackOrCommittedIsUncertain() {
    run(false, path("a"), created("kept"));
    run(true, path("b"), created("t"), new Role("r", true, false));

    names.endedUnseen();

    assertThat(names.pathKnown()).isFalse();
    assertThat(names.temporary()).isEqualTo(Map.of("kept", true, "t", false));
    assertThat(names.anyTemporary()).isFalse();
  }

  @Test
  void aPathThatIsReportedIsCertainHoweverATransactionEnds() {
    names.reportedPath("a");
    run(true, path("b"));
    names.reportedPath("a");

    names.endedUnseen();

    assertThat(names.path()).isEqualTo("a");
    assertThat(names.pathKnown()).isTrue();
    assertThat(names.isFollowed()).isFalse();
  }

  @Test
  void aRollbackToASavepointLeavesItUncertain() {
    run(false, path("a"));
    run(true, path("b"), created("t"));

    end(0, 1, false, true);
    assertThat(names.pathKnown()).isFalse();
    assertThat(names.temporary()).isEqualTo(Map.of("t", false));

    end(0, 1, false, false);
    assertThat(names.path()).isEqualTo("a");
    assertThat(names.temporary()).isEmpty();
  }

  @Test
  void whatFailsOutsideATransactionIsUndone() {
    run(false, path("a"));

    end(0, 0, true, false, path("b"));

    assertThat(names.path()).isEqualTo("a");
    assertThat(names.pathKnown()).isTrue();
  }

  @Test
  void whatASavepointOfTheFrontEndsTakesBackIsAsBeforeAndCertain() {
    List<NameChange> sent = List.of(path("b"), new Dropped("t"));
    names.sent(sent);
    names.takenBack(sent);
    assertThat(names.isFollowed()).isFalse();

    run(true, path("a"), created("t"));
    names.sent(sent);
    assertThat(names.pathKnown()).isFalse();
    names.takenBack(sent);
    assertThat(names.path()).isEqualTo("a");
    assertThat(names.pathKnown()).isTrue();
    assertThat(names.temporary()).isEqualTo(Map.of("t", true));

    end(1, 0, false, false);
    assertThat(names.path()).isEqualTo("a");
    assertThat(names.pathKnown()).isTrue();
  }

  @Test
  void whatMayEndATransactionMakesItsSettingsUncertain() {
    run(true, new Path("b", true), created("t"));

    List<NameChange> end = List.of(new NameChange.EndsTransaction());
    names.sent(end);
    assertThat(names.pathKnown()).isFalse();
    assertThat(names.temporary()).isEqualTo(Map.of("t", false));

    names.settle(new SessionNames.Batch(end, 1, 0, false, false));
    assertThat(names.pathKnown()).isTrue();
    assertThat(names.path()).isNull();
    assertThat(names.temporary()).isEqualTo(Map.of("t", true));
  }

  @Test
  void aRollbackToASavepointMayLeaveWhatStoodBetween() {
    run(false, path("a"));
    run(true, new Path("b", true), created("t"));
    run(true, new Path("a", true), new Dropped("t"));
    assertThat(names.path()).isEqualTo("a");

    end(0, 1, false, true);

    assertThat(names.pathKnown()).isFalse();
    assertThat(names.temporary()).isEqualTo(Map.of("t", false));
    end(0, 1, false, false);
    assertThat(names.path()).isEqualTo("a");
    assertThat(names.temporary()).isEmpty();
  }

  @Test
  void aRollbackToASavepointIsFollowedWhereAllIsAsItBegan() {
    run(true, path("b"));
    run(true, path(null));

    end(0, 1, false, true);

    assertThat(names.pathKnown()).isFalse();
  }

  @Test
  void whatFailsBehindTheEndOfATransactionLeavesNothingCertain() {
    run(true, created("t"));

    end(0, 1, true, false);

    assertThat(names.temporary()).isEqualTo(Map.of("t", false));
    assertThat(names.pathKnown()).isFalse();
  }

  @Test
  void ifNotExistsMayLeaveATemporaryTableThatStays() {
    run(true, created("t"));
    run(true, new Created("t", true, true));

    end(1, 0, false, false);

    assertThat(names.temporary()).isEqualTo(Map.of("t", false));
  }

  @Test
  void whatIsCreatedMayBeTemporaryWhereThePathBeginsWithPgTemp() {
    run(false, path("\"pg_temp\", \"public\""));
    run(false, path(null));

    assertThat(names.anyTemporary()).isTrue();
  }

  @Test
  void aCommitAndAChangeInOneBatchAreNotSorted() {
    run(true, path("b"));

    end(1, 0, false, false, path("c"));

    assertThat(names.pathKnown()).isFalse();
    assertThat(names.anyTemporary()).isTrue();
    run(false, path("d"), new NameChange.DiscardedTemp());
    assertThat(names.path()).isEqualTo("d");
    assertThat(names.anyTemporary()).isFalse();
  }

  @Test
  void aTemporaryTableMayGoWithItsTransaction() {
    run(true, new Created("t", true, true));
    assertThat(names.temporary()).isEqualTo(Map.of("t", true));

    end(1, 0, false, false);

    assertThat(names.temporary()).isEmpty();
  }

  @Test
  void aSessionThatIsAsItBeganIsNotFollowedUntilAStatementIsExecutedAgain() {
    run(true, path("a"));
    end(0, 1, false, false);
    assertThat(names.isFollowed()).isFalse();

    List<NameChange> prepared = List.of(path("a"));
    names.sent(prepared);
    assertThat(names.pathKnown()).isFalse();
    names.settle(new SessionNames.Batch(prepared, 0, 0, false, true));

    assertThat(names.isFollowed()).isTrue();
    assertThat(names.path()).isEqualTo("a");
  }

  @Test
  void theRoleIsFollowedToo() {
    run(false, new Role("clerk", false, true));
    run(false, new Role("guest", false, false));
    assertThat(names.role()).isEqualTo("guest");

    run(false, new Role(null, false, false));
    assertThat(names.role()).isEqualTo("clerk");

    run(false, new Role(null, false, true));
    assertThat(names.role()).isNull();
    assertThat(names.roleKnown()).isTrue();
  }

  @Test
  void theServersReportGoesBeforeEverything() {
    names.reportedPath("x");
    assertThat(names.isFollowed()).isFalse();

    names.note(List.of(new NameChange.Unknown(true, true, false)));
    List<NameChange> sent = names.takeNoted();
    names.sent(sent);
    assertThat(names.pathKnown()).isFalse();
    names.reportedPath("y");
    names.settle(new SessionNames.Batch(sent, 0, 0, false, false));

    assertThat(names.path()).isEqualTo("y");
    assertThat(names.pathKnown()).isTrue();
  }

  @Test
  void versionsTellStatesApart() {
    run(false, path("a"));
    int first = names.version();
    run(true, path("b"));
    int second = names.version();
    end(0, 1, false, false);

    assertThat(second).isNotEqualTo(first);
    assertThat(names.version()).isEqualTo(first);
  }

  @Test
  void aDefaultThatChangesIsNoLongerKnown() {
    assertThat(names.beganWith("public")).isTrue();
    assertThat(names.beganWith("public")).isTrue();
    assertThat(names.beganWith("other, public")).isFalse();
    assertThat(names.beganWith(null)).isFalse();
  }

  @Test
  void whatIsLostIsUnknownForGood() {
    names.lose();

    assertThat(names.pathKnown()).isFalse();
    assertThat(names.anyTemporary()).isTrue();
    end(0, 1, false, false);
    assertThat(names.pathKnown()).isFalse();
  }
}
