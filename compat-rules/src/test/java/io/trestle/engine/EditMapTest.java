package io.trestle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.EditMap.Edit;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditMapTest {

  /** client: {@code SELECT c FROM t WHERE c}; server: {@code SELECT long FROM t WHERE long}. */
  private final EditMap map = new EditMap(List.of(new Edit(7, 1, 4), new Edit(22, 1, 4)));

  @Test
  void placesOutsideOfEditsAreShifted() {
    assertThat(map.toClient(1)).isEqualTo(1);
    assertThat(map.toClient(7)).isEqualTo(7);
    assertThat(map.toClient(12)).isEqualTo(9);
    assertThat(map.toClient(30)).isEqualTo(24);
  }

  @Test
  void placesInsideInsertedTextAreThoseOfTheReplacedSpan() {
    assertThat(map.toClient(8)).isEqualTo(8);
    assertThat(map.toClient(11)).isEqualTo(8);
    assertThat(map.toClient(27)).isEqualTo(23);
  }

  @Test
  void removedTextShiftsWhatIsBehindIt() {
    EditMap removed = new EditMap(List.of(new Edit(3, 5, 0)));

    assertThat(removed.toClient(3)).isEqualTo(3);
    assertThat(removed.toClient(4)).isEqualTo(9);
  }
}
