package io.trestle.migrator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names and literals. */
final class SqlTextTest {

  @Test
  void aNameThatIsTooLongIsCutAndStaysDifferent() {
    String one = SqlText.name("trestle_fill", "ä".repeat(40) + "a");
    String other = SqlText.name("trestle_fill", "ä".repeat(40) + "b");

    assertThat(one.getBytes(UTF_8).length).isBetween(60, 63);
    assertThat(one).isNotEqualTo(other);
    assertThat(SqlText.name("trestle_fill", "a")).isEqualTo("trestle_fill_a");
  }

  @Test
  void partsThatLookTheSameWhenJoinedGiveDifferentNames() {
    String one = SqlText.name("trestle_fill", "public", "order_items", "total");
    String other = SqlText.name("trestle_fill", "public", "order", "items_total");
    String tooLong = SqlText.name("trestle_fill", "ä".repeat(40), "a");

    assertThat(one).startsWith("trestle_fill_public_order_items_total_").isNotEqualTo(other);
    assertThat(tooLong.getBytes(UTF_8).length).isBetween(60, 63);
  }

  @Test
  void aNumberedNameIsStillAName() {
    assertThat(SqlText.numbered("a".repeat(63), 12)).isEqualTo("a".repeat(61) + "12");
  }

  @Test
  void literalsAndDollarQuotesHoldWhatTheyQuote() {
    assertThat(SqlText.literal("it's")).isEqualTo("'it''s'");
    assertThat(SqlText.literal("a\\b")).isEqualTo("E'a\\\\b'");
    assertThat(SqlText.dollarQuoted("$trestle$")).isEqualTo("$trestle1$$trestle$$trestle1$");
  }
}
