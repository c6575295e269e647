package io.trestle.proxy.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RefusalLogTest {

  private static final String RULE = "public.orders.status";

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final RefusalLog log = new RefusalLog(() -> now);

  @BeforeEach
  void listen() {
    lines.start();
    logger().addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger().detachAppender(lines);
    log.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RefusalLog.class);
  }

  private void refuse(@Nullable String sql) {
    refuse(sql, "app");
  }

  private void refuse(@Nullable String sql, String name) {
    log.note(new RefusalLog.Refusal("shop", RULE, "TR002", "held write", "anna", name, sql));
  }

  private List<String> written() {
    return lines.list.stream()
        .map(line -> line.getFormattedMessage() + " " + line.getKeyValuePairs())
        .toList();
  }

  @Test
  void writesTheFirstOfAShapeAndThenACountEachMinute() {
    refuse("UPDATE orders SET status = 'one' WHERE id = 1");
    refuse("UPDATE orders SET status = 'two' WHERE id = 2");
    now = now.plus(Duration.ofSeconds(59));
    refuse("UPDATE orders SET status = 'three' WHERE id = 3");
    now = now.plus(Duration.ofSeconds(1));
    refuse("UPDATE orders SET status = 'four' WHERE id = 4");

    assertThat(written()).hasSize(2);
    assertThat(written().get(0))
        .contains(
            "refused",
            "rule=\"public.orders.status\"",
            "code=\"TR002\"",
            "cause=\"held write\"",
            "user=\"anna\"",
            "database=\"shop\"",
            "application_name=\"app\"",
            "count=\"1\"",
            "shape=\"UPDATE orders SET status = ? WHERE id = ?\"");
    assertThat(written().get(1)).contains("count=\"3\"");
    RefusalReport report = log.reports().get(0);
    assertThat(report.count()).isEqualTo(4);
    assertThat(Duration.between(report.first(), report.last())).isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE orders SET status = 'secret' WHERE id = 4711",
        "UPDATE orders SET status = E'it\\'s secret', n = 4711",
        "UPDATE orders SET status = $$secret$$, n = $tag$secret$tag$",
        "UPDATE orders SET status = U&'secret', n = N'secret', b = X'4711', c = B'4711'",
        "UPDATE orders SET status = 'a' 'secret' /* secret */ -- secret",
        "UPDATE orders SET status = 'a'\n'secret'",
        "UPDATE orders SET status = 'secret",
        "UPDATE orders SET status = $$secret",
        "UPDATE orders SET status = \"secret",
        "UPDATE orders SET n = -4711.5e10, status = 'x'",
        "UPDATE orders SET status = 'x' /* secret",
        "INSERT INTO orders VALUES (4711, 'secret'), (4711, 'secret'), (4711, 'secret')"
      })
  void neverHoldsAValue(String sql) {
    refuse(sql);

    assertThat(written()).hasSize(1);
    assertThat(written().get(0)).doesNotContain("secret").doesNotContain("4711");
    assertThat(log.reports().toString()).doesNotContain("secret").doesNotContain("4711");
  }

  @Test
  void writesOneLineWhateverNamesHold() {
    refuse("UPDATE orders SET \"a\nb\" = 1", "app\nWARN forged");

    assertThat(written().get(0)).doesNotContain("\n").contains("app WARN forged");
  }

  @Test
  void whatIsNotKeptOrTooLongHasNoShape() {
    refuse(null);
    refuse("SELECT '" + "secret".repeat(RefusalLog.MAX_CHARACTERS) + "'");

    assertThat(log.reports()).extracting(RefusalReport::shape).allMatch(s -> s.startsWith("(a st"));
  }

  @Test
  void isBoundedInShapesAndInLines() {
    for (int i = 0; i < 10_000; i++) {
      refuse("SELECT status, c" + i + " FROM orders");
    }

    assertThat(log.reports()).hasSize(RefusalLog.MAX_SHAPES);
    assertThat(written()).hasSize(RefusalLog.MAX_LINES);

    now = now.plus(Duration.ofMinutes(1));
    refuse("SELECT status FROM orders");
    assertThat(written().get(RefusalLog.MAX_LINES)).contains("left out", "shapes=\"9900\"");
  }
}
