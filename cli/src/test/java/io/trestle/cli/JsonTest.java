package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {

  @Test
  void writesNestedValuesInTheirOrder() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("z", 1);
    value.put("a", List.of(true, "x", Map.of()));

    assertThat(Json.write(value)).isEqualTo("{\"z\":1,\"a\":[true,\"x\",{}]}");
  }

  @Test
  void escapesWhatJsonMustEscape() {
    assertThat(Json.write("a\"b\\c\n\r\t\u0001é")).isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0001é\"");
  }

  @Test
  void writesNull() {
    assertThat(Json.write(Collections.singletonMap("a", null))).isEqualTo("{\"a\":null}");
  }
}
