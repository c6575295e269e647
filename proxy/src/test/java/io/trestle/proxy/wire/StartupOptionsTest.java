package io.trestle.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartupOptionsTest {

  private static Map<String, String> settings(String options) {
    Map<String, String> settings = new HashMap<>();
    StartupOptions.settings(options, settings);
    return settings;
  }

  @Test
  void readsBothForms() {
    assertThat(settings("-c search_path=a,b --role=clerk -csome.thing=1"))
        .isEqualTo(Map.of("search_path", "a,b", "role", "clerk", "some.thing", "1"));
  }

  @Test
  void readsEscapes() {
    assertThat(settings("-c search_path=a,\\ \"b\\\\c\""))
        .isEqualTo(Map.of("search_path", "a, \"b\\c\""));
  }

  @Test
  void theLastOneCounts() {
    assertThat(settings("-c search_path=a --SEARCH-PATH=b")).isEqualTo(Map.of("search_path", "b"));
  }

  @Test
  void leavesOutWhatIsNoSetting() {
    assertThat(settings("  -c  -c search_path -S 100 -c")).isEmpty();
  }
}
