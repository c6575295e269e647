package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.Outcome;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that JSqlParser does not read by itself: a reference in each is found and replaced. */
class UnusualFormsTest {

  private static final String V = "(CAST('pending' AS pg_catalog.text))";

  private static Outcome treat(String sql, String phase) throws Exception {
    Rule rule =
        RulesFile.parse(
                "r.yaml",
                """
                rules:
                  - table: public.orders
                    column: status
                    type: text
                    value: "'pending'"
                    phase: %s
                """
                    .formatted(phase))
            .rules()
            .get(0);
    return Shop.rewriter(rule).rewrite(sql, Shop.session());
  }

  /** Where {@code «status»} stands the column is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT (ARRAY[(id + 5)::text, «status»])[1] AS a FROM orders",
        "SELECT 1 FROM orders WHERE id = ANY (ARRAY((SELECT 1) UNION (SELECT length(«status»))))",
        "SELECT 1 FROM orders WHERE id IN ((SELECT 1) EXCEPT ALL (SELECT length(«status»)))",
        "SELECT note[length(«status»)], note[1:length(«status»)], note[:] FROM orders",
        "SELECT id FROM orders WHERE note::varchar(3)::text COLLATE \"C\" = «status» COLLATE \"C\"",
        "SELECT substring(«status» for 30), substring(note similar «status» escape '#') FROM orders",
        "SELECT 1 FROM orders WHERE note IS DISTINCT FROM orders.id * length(«status»)",
        "SELECT mode() WITHIN GROUP (ORDER BY «status») FILTER (WHERE «status» <> 'x') AS m"
            + " FROM orders",
        "SELECT sum(id) OVER (ORDER BY id ROWS length(«status») PRECEDING) FROM orders",
        "SELECT ROW(1, «status»)::pair < ROW(1, note)::pair FROM orders",
        "SELECT xmlpi(name x, «status») AS x FROM orders",
        "SELECT xmlserialize(content xmlroot(xmlparse(document «status»), version no value) AS text)"
            + " FROM orders",
        "SELECT 1 FROM orders WHERE xmlexists('/a' PASSING BY REF xmlparse(content «status»))",
        "SELECT x.a FROM orders, xmltable('/r' PASSING xmlparse(document «status») COLUMNS"
            + " id FOR ORDINALITY, a int PATH «status» DEFAULT 1 NOT NULL) AS x",
        "SELECT 1 FROM orders, ROWS FROM (generate_series(1, length(«status»))) AS g (n)",
        "SELECT q.id FROM orders o, LATERAL (SELECT id FROM customers TABLESAMPLE bernoulli"
            + " (length(«status»)) REPEATABLE (1)) AS q",
        "WITH RECURSIVE t (n, s) AS (SELECT id, «status» AS s FROM orders UNION ALL SELECT n + 1, s"
            + " FROM t WHERE NOT looped) SEARCH DEPTH FIRST BY n SET place CYCLE n SET looped TO 'y'"
            + " DEFAULT 'n' USING path SELECT s, place FROM t",
        "SELECT 1 FROM customers c JOIN customers d JOIN orders o ON d.name = «o.status»"
            + " ON c.name = «o.status»",
        "SELECT j.id FROM customers NATURAL INNER JOIN archive JOIN orders USING (id) AS j"
            + " WHERE «orders.status» = 'x'",
        "UPDATE customers SET tags[length(«status»)].f = «status», name = 'x' FROM orders",
        "INSERT INTO customers (tags[1:2], address.street) SELECT «status» AS v, note FROM orders",
        "SELECT (f(«status»)).*, id FROM orders",
        "SELECT count(*) FROM orders GROUP BY id, GROUPING SETS ((note, (id, note)), ROLLUP (id))"
            + " HAVING max(«status») > 'a'"
      })
  void aReferenceInsideIsReplaced(String marked) throws Exception {
    String sql = marked.replace("«", "").replace("»", "");

    assertThat(treat(sql, "readable"))
        .isInstanceOfSatisfying(
            Outcome.Rewritten.class,
            outcome ->
                assertThat(outcome.sql())
                    .isEqualTo(marked.replaceAll("«([^»]*)»", "COALESCE($1, " + V + ")")));
  }

  @Test
  void aSubscriptedReferenceKeepsItsSubscript() throws Exception {
    assertThat(((Outcome.Rewritten) treat("SELECT status[1] FROM orders", "readable")).sql())
        .isEqualTo("SELECT (COALESCE(status, " + V + "))[1] AS status FROM orders");
  }

  /** A pattern may be wrong, which is no error where no row is met. */
  @ParameterizedTest
  @ValueSource(
      strings = {"status LIKE %s", "status NOT ILIKE %s", "status SIMILAR TO %s", "%s LIKE status"})
  void aPatternIsMatchedWithTheColumnOfARow(String condition) throws Exception {
    String sql = "SELECT id FROM orders WHERE " + condition.formatted("note");

    assertThat(((Outcome.Rewritten) treat(sql, "absent")).sql()).contains("orders.tableoid");
  }

  @Test
  void aPartOfTheColumnIsNotTheColumnItself() throws Exception {
    String sql = "INSERT INTO orders (id, status) SELECT id, status%s FROM orders";

    assertThat(((Outcome.Rewritten) treat(sql.formatted(""), "absent")).guards()).isEmpty();
    assertThat(((Outcome.Rewritten) treat(sql.formatted("['a']"), "absent")).guards())
        .extracting(guard -> guard.error().sqlState())
        .contains("TR002");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE orders SET status[1] = 'x'",
        "INSERT INTO orders (status[1]) VALUES ('x')",
        "SELECT o.*::orders FROM orders o",
      })
  void aPartOfTheColumnAndACastRowAreRefused(String sql) throws Exception {
    assertThat(treat(sql, "readable")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void tableInParenthesesIsAQuery() throws Exception {
    assertThat(((Outcome.Rewritten) treat("SELECT q.id FROM (TABLE orders) q", "readable")).sql())
        .contains("FROM (SELECT orders.\"id\",")
        .contains("AS \"status\" FROM orders) q");
  }
}
