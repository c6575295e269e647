package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.Relation;
import io.trestle.catalog.RuledColumn;
import io.trestle.catalog.SourceColumn;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What statements become under a rule whose value is computed from the column note. */
class DerivedValueTest {

  private static final SourceColumn NOTE =
      new SourceColumn(SourceColumn.Family.TEXT, "pg_catalog.\"varchar\"(40)", null, "NULL");

  private static Outcome treat(String phase, String applicationName, String sql) {
    return treat(phase, applicationName, sql, false, Map.of());
  }

  /**
   * @param hooked whether a trigger fills the column
   * @param inputs what is known of what V reads
   */
  private static Outcome treat(
      String phase,
      String applicationName,
      String sql,
      boolean hooked,
      Map<String, SourceColumn> inputs) {
    Rule rule = rule(phase);
    Catalog shop = Shop.catalog(rule);
    DerivedValue value =
        new DerivedValue(List.of("pg_catalog.lower(", ")"), List.of("note"), Set.of("note"), null)
            .with(inputs);
    Relation orders = shop.named("orders").get(0);
    Relation table =
        new Relation(
            orders.schema(), orders.name(), orders.columns(), orders.relatives(), false, hooked);
    Catalog catalog =
        new Catalog(
            Map.of("orders", List.of(table)),
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

  private static final String V_OF =
      "(SELECT (CAST(pg_catalog.lower(trestle_row.\"note\") AS pg_catalog.text)) FROM (SELECT"
          + " CAST(%s AS pg_catalog.\"varchar\"(40)) AS \"note\") AS trestle_row)";

  /** In the expected text, {@code V<…>} is V over that value of note. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INSERT INTO orders (note) VALUES ('X') | INSERT INTO orders (note, "status") VALUES ('X', V<CAST('X' AS pg_catalog.text)>)
          INSERT INTO orders (note) VALUES ($1) | INSERT INTO orders (note, "status") VALUES ($1, V<$1>)
          INSERT INTO orders (id) VALUES (1) | INSERT INTO orders (id, "status") VALUES (1, V<NULL>)
          INSERT INTO orders VALUES (1, 2, NULL) | INSERT INTO orders ("id", "customer_id", "note", "status") VALUES (1, 2, NULL, V<NULL>)
          INSERT INTO orders DEFAULT VALUES | INSERT INTO orders ("status") VALUES (V<NULL>)
          INSERT INTO orders (note) VALUES (f()), (5) | INSERT INTO orders (note, "status") VALUES (f(), DEFAULT), (5, V<5>)
          INSERT INTO orders (note, status) VALUES ('X', DEFAULT), ('Y', 'y') | INSERT INTO orders (note, status) VALUES ('X', V<CAST('X' AS pg_catalog.text)>), ('Y', 'y')
          INSERT INTO orders (id, note) SELECT 1, c.name AS n FROM customers c | INSERT INTO orders (id, note, "status") SELECT 1, c.name AS n, V<c.name> FROM customers c
          INSERT INTO orders (id, note) VALUES ($1, $1) | INSERT INTO orders (id, note) VALUES ($1, $1)
          INSERT INTO orders (note) VALUES (B'1') | INSERT INTO orders (note) VALUES (B'1')
          INSERT INTO orders (note) OVERRIDING USER VALUE VALUES ('X') | INSERT INTO orders (note) OVERRIDING USER VALUE VALUES ('X')
          INSERT INTO orders (note) SELECT DISTINCT name FROM customers | INSERT INTO orders (note) SELECT DISTINCT name FROM customers
          """)
  void whatNothingInTheDatabaseFillsIsFilledWhereItIsCertain(String sql, String expected) {
    String wanted = expected;
    for (int at = wanted.indexOf("V<"); at >= 0; at = wanted.indexOf("V<")) {
      int end = wanted.indexOf('>', at);
      wanted =
          wanted.substring(0, at)
              + V_OF.formatted(wanted.substring(at + 2, end))
              + wanted.substring(end + 1);
    }

    assertThat(text(sql, treat("writable", "v2", sql, false, Map.of("note", NOTE))))
        .isEqualTo(wanted);
    assertThat(text(sql, treat("writable", "v2", sql, true, Map.of("note", NOTE)))).isEqualTo(sql);
  }

  /** A long list is left to readers: each of its values would have to be parsed. */
  @Test
  void aLongListOfRowsStaysUnfilled() {
    String rows = String.join(", ", Collections.nCopies(InsertFill.MOST_ROWS, "('X')"));
    String most = "INSERT INTO orders (note) VALUES " + rows;
    String more = most + ", ('X')";

    assertThat(text(most, treat("writable", "v2", most, false, Map.of("note", NOTE))))
        .contains("trestle_row");
    assertThat(text(more, treat("writable", "v2", more, false, Map.of("note", NOTE))))
        .isEqualTo(more);
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
