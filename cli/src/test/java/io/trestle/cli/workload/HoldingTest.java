package io.trestle.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.rules.Phase;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the ledger says of a row by docs/contract.md; V of the row is "before", then "after". */
final class HoldingTest {

  private static final Moment READABLE = Moment.in(Phase.READABLE);
  private static final Moment WRITABLE = Moment.in(Phase.WRITABLE);
  private static final Moment FLIP = Moment.between(Phase.READABLE, Phase.WRITABLE);

  @Test
  void anUnfilledRowFollowsUpToWritable() {
    Holding changed = Holding.NOTHING.after(READABLE, "before").changed(READABLE);

    assertThat(changed.readings("after")).containsExactly("after");
  }

  @Test
  void aChangeFreezesItFromWritableOn() {
    Holding changed = Holding.NOTHING.after(WRITABLE, "before").changed(WRITABLE);

    assertThat(changed.readings("after")).containsExactly("before");
  }

  @Test
  void whileNodesAreInBothPhasesEitherMayHaveHappened() {
    Holding changed = Holding.NOTHING.after(FLIP, "before").changed(FLIP);

    assertThat(changed.readings("after")).containsExactlyInAnyOrder("before", "after");
    assertThat(changed.read(Set.of("before"), "after").changed(FLIP).readings("later"))
        .containsExactly("before");
    assertThat(changed.read(Set.of("after"), "after").readings("later")).containsExactly("later");
  }

  @Test
  void aRowThatIsFilledMeanwhileIsReadAsBefore() {
    Holding filled = Holding.NOTHING.after(WRITABLE, "v").after(Moment.in(Phase.BACKFILLED), "v");

    assertThat(filled).isEqualTo(Holding.of("v"));
  }

  @Test
  void whetherANewRowIsFilledInReadableIsNotKnown() {
    Holding inserted = Holding.inserted("before", READABLE);

    assertThat(inserted.readings("before")).containsExactly("before");
    assertThat(inserted.changed(READABLE).readings("after"))
        .containsExactlyInAnyOrder("before", "after");
    assertThat(Holding.inserted("before", WRITABLE)).isEqualTo(Holding.of("before"));
    assertThat(Holding.inserted("before", Moment.in(Phase.ABSENT))).isEqualTo(Holding.NOTHING);
  }

  @Test
  void onTheWayBackWhatWasWrittenIsLostAtSomeTime() {
    Holding emptying = Holding.of("shipped").after(READABLE.emptying(), "v");

    assertThat(emptying.readings("v")).containsExactlyInAnyOrder("shipped", "v");
    assertThat(emptying.after(Moment.in(Phase.ABSENT), "v")).isEqualTo(Holding.NOTHING);
    assertThat(Holding.of("shipped").after(READABLE, "v").readings("v")).containsExactly("shipped");
  }
}
