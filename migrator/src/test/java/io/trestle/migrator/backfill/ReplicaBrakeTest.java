package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplicaBrakeTest {

  private static final long MILLISECOND = 1_000_000;

  private final ReplicaBrake brake = new ReplicaBrake(ReplicaBrake.Settings.DEFAULTS);

  private static Replica replica(
      int pid,
      @Nullable String state,
      @Nullable String replayed,
      long behind,
      @Nullable Double lag) {
    return new Replica(pid, "r" + pid % 10, state, replayed, behind == 0, behind, lag);
  }

  private static Replica streaming(String replayed, long behind, @Nullable Double lag) {
    return replica(1, "streaming", replayed, behind, lag);
  }

  private @Nullable String at(long milliseconds, Replica... replicas) {
    return brake.judge(List.of(replicas), milliseconds * MILLISECOND);
  }

  @Test
  void noReplicaIsNoReason() {
    assertThat(at(0)).isNull();
  }

  @Test
  void lagUpToTheBoundIsNoReason() {
    assertThat(at(0, streaming("0/1", 10, 1.5))).isNull();
  }

  @Test
  void lagBeyondTheBoundIsAReason() {
    assertThat(at(0, streaming("0/1", 10, 1.6)))
        .isEqualTo("replica r1 lags by 1.6 s, at most 1.5 s");
  }

  @Test
  void oneOfSeveralIsEnough() {
    assertThat(
            at(0, replica(1, "streaming", "0/1", 10, 0.1), replica(2, "streaming", "0/1", 10, 9.0)))
        .startsWith("replica r2 lags");
  }

  @Test
  void unmeasuredLagOfOneThatHasCaughtUpIsNone() {
    assertThat(at(0, streaming("0/1", 0, null))).isNull();
  }

  @Test
  void lagLeftOverFromBeforeItCaughtUpIsNone() {
    assertThat(at(0, streaming("0/1", 0, 9.0))).isNull();
  }

  @Test
  void unmeasuredLagOfOneThatHasNotIsAReason() {
    assertThat(at(0, streaming("0/1", 10, null))).contains("not known");
  }

  @Test
  void oneThatIsNotStreamingIsAReason() {
    assertThat(at(0, replica(1, "catchup", "0/1", 10, 0.0))).contains("state catchup");
  }

  @Test
  void oneThatTheRoleMayNotSeeIsAReason() {
    assertThat(brake.judge(List.of(new Replica(1, null, null, null, false, 0, null)), 0))
        .contains("pid 1", "GRANT pg_monitor");
  }

  @Test
  void oneThatDoesNotSayWhatItReplaysIsAReason() {
    assertThat(at(0, replica(1, "streaming", null, 0, null))).contains("does not say");
  }

  @Test
  void aBaseBackupIsNoReplica() {
    assertThat(at(0, replica(1, "backup", null, 0, null))).isNull();
  }

  @Test
  void replayThatStandsStillIsAReasonBeforeItsLagGrows() {
    assertThat(at(0, streaming("0/1", 10, 0.1))).isNull();
    assertThat(at(399, streaming("0/1", 50, 0.1))).isNull();
    assertThat(at(400, streaming("0/1", 50, 0.1))).contains("stands still for 0.4 s");
    assertThat(at(500, streaming("0/2", 50, 0.1))).isNull();
  }

  @Test
  void replayThatHasNothingToDoDoesNotStandStill() {
    assertThat(at(0, streaming("0/1", 0, 0.1))).isNull();
    assertThat(at(5_000, streaming("0/1", 0, 0.1))).isNull();
    assertThat(at(5_200, streaming("0/1", 10, 0.1))).isNull();
  }

  @Test
  void replicasOfOneNameAreToldApart() {
    Replica second = replica(11, "streaming", "0/9", 10, 0.1);
    assertThat(at(0, streaming("0/1", 10, 0.1), second)).isNull();
    assertThat(at(500, streaming("0/2", 10, 0.1), second)).contains("stands still");
  }

  @Test
  void oneThatHasGoneIsAReasonUntilItReturnsUnderAnotherPid() {
    assertThat(at(0, streaming("0/1", 0, null))).isNull();
    assertThat(at(1_000)).contains("replica r1 has gone 1.0 s ago");
    assertThat(at(2_000, replica(21, "streaming", "0/1", 0, null))).isNull();
    assertThat(at(2_200, replica(21, "streaming", "0/1", 0, null))).isNull();
  }

  @Test
  void oneThatStaysAwayIsForgotten() {
    assertThat(at(0, streaming("0/1", 0, null))).isNull();
    assertThat(at(Duration.ofMinutes(5).toMillis())).contains("has gone");
    assertThat(at(Duration.ofMinutes(5).toMillis() + 1)).isNull();
  }

  @Test
  void oneThatIsExpectedAndNotThereIsAReason() {
    ReplicaBrake strict =
        new ReplicaBrake(
            new ReplicaBrake.Settings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Set.of("r1"),
                Set.of()));

    assertThat(strict.judge(List.of(replica(2, "streaming", "0/1", 0, null)), 0))
        .isEqualTo("replica r1 is not connected");
    assertThat(strict.judge(List.of(streaming("0/1", 0, null)), 500 * MILLISECOND))
        .contains("r2 has gone");
  }

  @Test
  void whatIsIgnoredDoesNotCount() {
    ReplicaBrake lenient =
        new ReplicaBrake(
            new ReplicaBrake.Settings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Set.of(),
                Set.of("r1")));

    assertThat(lenient.judge(List.of(streaming("0/1", 10, 99.0)), 0)).isNull();
  }
}
