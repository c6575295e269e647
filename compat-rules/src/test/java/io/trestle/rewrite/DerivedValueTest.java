package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What statements become under a rule whose value is computed from the column note. */
class DerivedValueTest {

  private static Outcome treat(String phase, String applicationName, String sql) {
    Rule rule = rule(phase);
    Catalog shop = Shop.catalog(rule);
    DerivedValue value =
        new DerivedValue(List.of("pg_catalog.lower(", ")"), List.of("note"), Set.of("note"), null);
    Catalog catalog =
        new Catalog(
            shop.relations(),
            Map.of(rule.name(), new RuledColumn("pg_catalog.text", 25, null, value)),
            shop.aggregates(),
            shop.searchPaths());
    SessionState session = new SessionState("service", "shop");
    session.applicationName(applicationName);
    return new RuleSetRewriter(1, List.of(ActiveRule.of(rule, catalog)), catalog, 1 << 20)
        .rewrite(sql, session);
  }

  private static Rule rule(String phase) {
    String yaml =
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "lower(note)"
            phase: %s
            known-by:
              - application-name: "v2*"
        """;
    try {
      return RulesFile.parse("r.yaml", yaml.formatted(phase)).rules().get(0);
    } catch (InvalidRulesException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(String sql, Outcome outcome) {
    return outcome instanceof Outcome.Rewritten rewritten
        ? rewritten.sql()
        : outcome instanceof Outcome.Refused refused ? refused.error().sqlState() : sql;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          absent   | SELECT status FROM orders | SELECT (CAST(pg_catalog.lower(orders."note") AS pg_catalog.text)) AS status FROM orders
          readable | SELECT o.status FROM orders o | SELECT COALESCE(o.status, (CAST(pg_catalog.lower(o."note") AS pg_catalog.text))) AS status FROM orders o
          absent   | UPDATE orders SET note = 'x' | UPDATE orders SET note = 'x'
          readable | UPDATE orders SET note = 'x' | UPDATE orders SET note = 'x'
          writable | UPDATE orders SET note = 'x' | UPDATE orders SET note = 'x', "status" = COALESCE(orders."status", (CAST(pg_catalog.lower(orders."note") AS pg_catalog.text)))
          writable | UPDATE orders SET id = 1 | UPDATE orders SET id = 1
          writable | UPDATE orders SET note = 'x', status = 'y' | UPDATE orders SET note = 'x', status = 'y'
          writable | INSERT INTO orders (id, status) VALUES (1, DEFAULT), (2, NULL) | INSERT INTO orders (id, status) VALUES (1, DEFAULT), (2, NULL)
          absent   | INSERT INTO orders (id, status) VALUES (1, 'x') | TR002
          absent   | INSERT INTO orders (id, status) VALUES (1, DEFAULT) | INSERT INTO orders (id) VALUES (1)
          """)
  void statementsOfSessionsThatKnowTheColumn(String phase, String sql, String expected) {
    assertThat(text(sql, treat(phase, "v2", sql))).isEqualTo(expected);
  }

  /** Others read the column, and must find what it was. */
  @Test
  void sessionsThatDoNotKnowTheColumnFreezeItToo() {
    String sql = "UPDATE orders SET note = 'x' WHERE id = 1";

    assertThat(text(sql, treat("writable", "v1", sql)))
        .isEqualTo(
            "UPDATE orders SET note = 'x', \"status\" = COALESCE(orders.\"status\","
                + " (CAST(pg_catalog.lower(orders.\"note\") AS pg_catalog.text))) WHERE id = 1");
    assertThat(text(sql, treat("readable", "v1", sql))).isEqualTo(sql);
  }
}
