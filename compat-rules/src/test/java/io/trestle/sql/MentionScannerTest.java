package io.trestle.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionScannerTest {

  private final MentionScanner scanner =
      new MentionScanner(List.of("orders", "my table", "données"));

  private boolean mentions(String sql) {
    byte[] bytes = ("??" + sql + "??").getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    boolean found = scanner.mentions(direct, 2, bytes.length - 2);
    assertThat(scanner.mentions(ByteBuffer.wrap(bytes), 2, bytes.length - 2)).isEqualTo(found);
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM orders",
        "ORDERS",
        "select 1 from public.Orders o",
        "x\"orders\"",
        "/*c*/orders/*c*/",
        "'orders'",
        "select \"my table\"",
        "select 1 from U&\"\\006frders\"",
        "select u&\"x\"",
        "select * from données"
      })
  void findsTheName(String sql) {
    assertThat(mentions(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SELECT 1",
        "SELECT * FROM order_items",
        "orders2",
        "my_orders",
        "xorders",
        "orders$",
        "order s",
        "u & \"x\"",
        "tables"
      })
  void findsNothingElse(String sql) {
    assertThat(mentions(sql)).isFalse();
  }

  @Test
  void looksOnlyBetweenTheBounds() {
    ByteBuffer buffer = ByteBuffer.wrap("orders x orders".getBytes(StandardCharsets.US_ASCII));

    assertThat(scanner.mentions(buffer, 6, 9)).isFalse();
    assertThat(scanner.mentions(buffer, 9, 15)).isTrue();
  }

  @Test
  void withoutNamesNothingIsMentioned() {
    assertThat(new MentionScanner(List.of()).mentions(ByteBuffer.wrap(new byte[] {'a'}), 0, 1))
        .isFalse();
  }

  @Test
  void aNameWithoutAnyWordCharacterMakesEverythingAMention() {
    assertThat(new MentionScanner(List.of("--")).mentions(ByteBuffer.wrap(new byte[] {'a'}), 0, 1))
        .isTrue();
  }
}
