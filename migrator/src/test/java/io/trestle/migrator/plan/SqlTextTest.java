package io.trestle.migrator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names and literals. */
final class SqlTextTest {

  @Test
  void aNameThatIsTooLongIsCutAndStaysDifferent() {
    String one = SqlText.name("trestle_fill", "ä".repeat(40), "a");
    String other = SqlText.name("trestle_fill", "ä".repeat(40), "b");

    assertThat(one.getBytes(UTF_8).length).isBetween(60, 63);
    assertThat(one).isNotEqualTo(other);
    assertThat(SqlText.name("trestle_fill", "orders", "a")).isEqualTo("trestle_fill_orders_a");
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
