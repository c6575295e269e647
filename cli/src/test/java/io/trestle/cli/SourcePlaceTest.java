package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SourcePlaceTest {

  @Test
  void theMarkStandsUnderTheToken() {
    SourcePlace place = SourcePlace.of("SELECT a,\n\tstatus FROM t", 12);

    assertThat(place.label()).isEqualTo("2:2");
    assertThat(place.lines()).containsExactly(" status FROM t", " ^^^^^^");
  }

  @Test
  void wideCharactersTakeTwoColumnsAndCountAsOne() {
    SourcePlace place = SourcePlace.of("SELECT '注文😀', status", 15);

    assertThat(place.label()).isEqualTo("1:15");
    assertThat(place.mark()).isEqualTo(" ".repeat(17) + "^^^^^^");
  }

  @Test
  void aLongLineIsCutAroundThePlace() {
    String sql = "SELECT " + "a, ".repeat(1_000) + "status " + ", b".repeat(1_000);
    SourcePlace place = SourcePlace.of(sql, sql.indexOf("status") + 1);

    assertThat(place.text()).startsWith("…").endsWith("…").contains("a, status , b").hasSize(78);
    assertThat(place.text().substring(place.mark().indexOf('^'), place.mark().length()))
        .isEqualTo("status");
  }

  @Test
  void aPlaceBehindTheEndIsTheEnd() {
    assertThat(SourcePlace.of("SELECT", 99).label()).isEqualTo("1:7");
    assertThat(SourcePlace.of("SELECT", 99).mark()).isEqualTo("      ^");
  }
}
