package io.trestle.proxy.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.Engine;
import io.trestle.engine.EngineStatistics;
import io.trestle.engine.EngineStatistics.CacheStatistics;
import io.trestle.engine.EngineStatistics.CatalogState;
import io.trestle.engine.Engines;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static final String RULE = "public.orders.status";

  private final List<EngineStatistics> engines = new ArrayList<>();
  private final Statistics statistics =
      new Statistics(new FixedEngines()::statistics, InstantSource.system());

  private final class FixedEngines implements Engines {
    @Override
    public Engine forDatabase(String database) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<EngineStatistics> statistics() {
      return engines;
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    statistics.close();
  }

  private SessionStatistics session(String database) {
    SessionStatistics session = statistics.begin("anna", database, "127.0.0.1");
    statistics.loggedIn(session);
    return session;
  }

  private static SqlError refusal(String code) {
    return new SqlError(code, "m", null, null, 0, "public", "orders", "status");
  }

  private double value(String line) {
    return statistics
        .scrape()
        .lines()
        .filter(candidate -> candidate.startsWith(line + " "))
        .mapToDouble(found -> Double.parseDouble(found.substring(line.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + line));
  }

  @Test
  void addsUpSessionsThatAreAndThatWere() {
    SessionStatistics one = session("shop");
    SessionStatistics two = session("shop");
    one.received(10);
    one.sent(20);
    one.untouched();
    two.received(1);
    statistics.rewritten(two, List.of(RULE));
    statistics.ended(one);
    statistics.ended(one);

    assertThat(statistics.counts()).isEqualTo(new Counts(11, 20, 1, 1, 0, 0, 0));
    assertThat(statistics.sessions()).hasSize(1);
    assertThat(value("trestle_bytes_total{direction=\"in\"}")).isEqualTo(11);
    assertThat(value("trestle_statements_total{outcome=\"untouched\"}")).isEqualTo(1);
    assertThat(value("trestle_sessions")).isEqualTo(1);
  }

  @Test
  void countsByRuleAndCause() {
    SessionStatistics session = session("shop");
    statistics.rewritten(session, List.of(RULE));
    statistics.refused(session, refusal("TR002"), "UPDATE orders SET status = 'x'");
    statistics.refused(session, refusal("TR001"), null);
    statistics.refused(session, refusal("TR001"), null);
    statistics.refused(session, new SqlError("53000", "m", null, 0), null);
    statistics.noticed(session, new SqlNotice("TR010", "dropped", RULE));
    statistics.healed(session, RULE);

    String tags = "{database=\"shop\",rule=\"" + RULE + "\"}";
    String of = ",database=\"shop\",rule=\"" + RULE + "\"}";
    assertThat(value("trestle_rule_rewritten_total" + tags)).isEqualTo(1);
    assertThat(value("trestle_rule_healed_total" + tags)).isEqualTo(1);
    assertThat(value("trestle_rule_refused_total{cause=\"TR001\"" + of)).isEqualTo(2);
    assertThat(value("trestle_rule_refused_total{cause=\"TR002\"" + of)).isEqualTo(1);
    assertThat(value("trestle_rule_held_total{action=\"rejected\"" + of)).isEqualTo(1);
    assertThat(value("trestle_rule_held_total{action=\"discarded\"" + of)).isEqualTo(1);
    assertThat(
            value("trestle_rule_refused_total{cause=\"53000\",database=\"shop\",rule=\"other\"}"))
        .isEqualTo(1);
    assertThat(value("trestle_statements_total{outcome=\"refused\"}")).isEqualTo(4);
  }

  @Test
  void anErrorOfTheTargetIsNoRefusal() {
    SessionStatistics session = session("shop");
    statistics.refused(session, refusal("42703"), null);

    assertThat(statistics.counts().refused()).isZero();
    assertThat(statistics.counts().untouched()).isEqualTo(1);
    assertThat(statistics.rules()).isEmpty();
  }

  /** Those of the JVM come as it goes: one with its first pause for garbage. */
  private long ourMeters() {
    return statistics.meters().registry().getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("trestle"))
        .count();
  }

  @Test
  void whatClientsMakeUpDoesNotGrowTheRegistry() {
    SessionStatistics warm = session("shop");
    statistics.refused(warm, refusal("TR001"), "SELECT 1");
    statistics.scrape();
    long meters = ourMeters();
    for (int i = 0; i < 10_000; i++) {
      SessionStatistics session = session("shop");
      session.applicationName("application " + i);
      statistics.refused(session, refusal("TR001"), "SELECT c" + i + " FROM orders");
      statistics.rewritten(session, List.of(RULE));
      statistics.ended(session);
      SessionStatistics notLoggedIn = statistics.begin("user " + i, "database " + i, "client " + i);
      statistics.ended(notLoggedIn);
    }

    String text = statistics.scrape();
    assertThat(ourMeters()).isEqualTo(meters);
    assertThat(text).doesNotContain("application 1").doesNotContain("c9999");
    assertThat(statistics.refusals().reports()).hasSizeLessThanOrEqualTo(RefusalLog.MAX_SHAPES);
    assertThat(statistics.sessions()).hasSize(1);
  }

  @Test
  void rulesAndDatabasesBeyondTheBoundAreCountedTogether() {
    SessionStatistics session = session("shop");
    for (int i = 0; i <= RuleStatistics.OfAll.MAX; i++) {
      statistics.rewritten(session, List.of("public.t" + i + ".c"));
    }
    statistics.rewritten(session, List.of("public.one_more.c"));
    for (int i = 0; i < 2 * Meters.MAX_DATABASES; i++) {
      engines.add(engine("db" + i));
    }

    assertThat(statistics.rules()).hasSize(RuleStatistics.OfAll.MAX + 1);
    assertThat(value("trestle_rule_rewritten_total{database=\"shop\",rule=\"other\"}"))
        .isEqualTo(2);
    assertThat(statistics.scrape().lines().filter(line -> line.startsWith("trestle_cache_size{")))
        .hasSize(Meters.MAX_DATABASES);
  }

  private static EngineStatistics engine(String database) {
    return new EngineStatistics(
        database, 1, CatalogState.READ, 1, 0, 0, new CacheStatistics(1, 2, 3, 4, 5, 6), List.of());
  }

  @Test
  void showsTheEngineOfADatabaseAsItIsNow() {
    engines.add(engine("shop"));
    assertThat(value("trestle_cache_gets_total{database=\"shop\",result=\"hit\"}")).isEqualTo(4);
    engines.set(
        0,
        new EngineStatistics(
            "shop",
            2,
            CatalogState.UNREADABLE,
            2,
            1,
            0,
            new CacheStatistics(0, 0, 3, 9, 5, 6),
            List.of()));

    assertThat(value("trestle_cache_gets_total{database=\"shop\",result=\"hit\"}")).isEqualTo(9);
    assertThat(value("trestle_catalog_readable{database=\"shop\"}")).isZero();
    assertThat(value("trestle_catalog_failures_total{database=\"shop\"}")).isEqualTo(1);
  }
}
