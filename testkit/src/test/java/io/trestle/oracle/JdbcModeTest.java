package io.trestle.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JdbcModeTest {

  @Test
  void everyTwoSettingsMeetInPairs() {
    assertThat(JdbcMode.all()).containsAll(JdbcMode.pairs());
    assertThat(met(JdbcMode.pairs())).isEqualTo(met(JdbcMode.all()));
    assertThat(JdbcMode.pairs()).hasSizeLessThan(JdbcMode.all().size() / 2);
  }

  private static Set<List<Object>> met(List<JdbcMode> modes) {
    return modes.stream()
        .flatMap(
            mode -> {
              List<Object> sent = List.of(mode.form(), mode.prepareThreshold());
              return Stream.<List<Object>>of(
                  List.of(mode.queryMode(), sent),
                  List.of(mode.queryMode(), mode.autosave()),
                  List.of(sent, mode.autosave()));
            })
        .collect(Collectors.toSet());
  }
}
