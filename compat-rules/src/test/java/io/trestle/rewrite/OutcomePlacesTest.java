package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.EditMap;
import io.trestle.engine.Guard;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomePlacesTest {

  private static List<String> components(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  /** Whoever adds one has to say in {@link OutcomePlaces} whether it holds places. */
  @Test
  void knowsAllThatAnOutcomeHolds() {
    assertThat(components(Outcome.Rewritten.class))
        .containsExactly(
            "sql",
            "edits",
            "parameterTypes",
            "held",
            "alwaysFails",
            "notices",
            "guards",
            "prepares",
            "copies",
            "rules");
    assertThat(components(Outcome.Refused.class)).containsExactly("error", "read");
    assertThat(components(HeldParameter.class))
        .containsExactly("parameter", "value", "nullPasses", "whenNull", "whenOther", "discarded");
    assertThat(components(Guard.class)).containsExactly("setting", "error");
    assertThat(components(SqlNotice.class)).containsExactly("sqlState", "message", "rule");
  }

  @Test
  void movesEveryPlaceAndNothingElse() {
    SqlError placed = new SqlError("23502", "m", "d", "h", 5, "s", "t", "c");
    Outcome.Rewritten rewritten =
        new Outcome.Rewritten(
            "SELECT",
            new EditMap(List.of(new EditMap.Edit(4, 1, 2))),
            List.of(new Outcome.ParameterType(1, 25)),
            List.of(new HeldParameter(1, null, true, placed, null, null)),
            placed,
            List.of(new SqlNotice("TR010", "n")),
            List.of(new Guard("g", new SqlError("23502", "m", null, 0))));

    Outcome.Rewritten moved =
        (Outcome.Rewritten) OutcomePlaces.moved(rewritten, "other", place -> place + 10);

    SqlError there = new SqlError("23502", "m", "d", "h", 15, "s", "t", "c");
    assertThat(moved.sql()).isEqualTo("other");
    assertThat(moved.edits().edits()).containsExactly(new EditMap.Edit(14, 1, 2));
    assertThat(moved.held().get(0).whenNull()).isEqualTo(there);
    assertThat(moved.alwaysFails()).isEqualTo(there);
    assertThat(moved.guards()).isEqualTo(rewritten.guards());
    assertThat(OutcomePlaces.moved(rewritten, "SELECT", place -> place)).isEqualTo(rewritten);
  }
}
