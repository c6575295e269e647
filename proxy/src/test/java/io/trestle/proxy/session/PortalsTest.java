package io.trestle.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.BindVerdict;
import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortalsTest {

  private static final Outcome.Rewritten STATEMENT =
      new Outcome.Rewritten(
          "SELECT 1", new EditMap(List.of()), List.of(), List.of(), null, List.of(), List.of());

  private final Portals portals = new Portals(2);

  @Test
  void portalsEndWithTheirTransaction() {
    portals.put("a", STATEMENT, BindVerdict.PASS, null);
    portals.batchSent();
    portals.put("b", STATEMENT, BindVerdict.PASS, null);
    portals.batchSent();

    portals.batchFinished(true, false);
    assertThat(portals.get("a")).isNotNull();
    portals.batchFinished(false, true);
    assertThat(portals.isEmpty()).isTrue();
  }

  @Test
  void portalsOfTheNextBatchStay() {
    portals.put("a", STATEMENT, BindVerdict.PASS, null);
    portals.batchSent();
    portals.put("b", STATEMENT, BindVerdict.PASS, null);
    portals.batchSent();

    portals.batchFinished(false, false);

    assertThat(portals.get("a")).isNull();
    assertThat(portals.get("b")).isNotNull();
  }

  @Test
  void theyAreBounded() {
    assertThat(portals.put("a", STATEMENT, BindVerdict.PASS, null)).isTrue();
    assertThat(portals.put("b", STATEMENT, BindVerdict.PASS, null)).isTrue();
    assertThat(portals.put("c", STATEMENT, BindVerdict.PASS, null)).isFalse();
    assertThat(portals.put("b", STATEMENT, BindVerdict.PASS, null)).isTrue();
  }
}
