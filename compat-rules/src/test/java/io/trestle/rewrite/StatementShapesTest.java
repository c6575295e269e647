package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.engine.EngineStatistics.CacheStatistics;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import io.trestle.sql.OtherLiterals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements that differ in their literals only: analysed once, and treated as each of them is. */
class StatementShapesTest {

  private static final int STATEMENTS = 100_000;

  /** Literals in all places that such a text may be looked at, and in many that nobody looks at. */
  private static final List<String> TEMPLATES =
      List.of(
          "SELECT status FROM orders WHERE id = 1",
          "SELECT 'é', status, 2.5 FROM orders WHERE note = 'x' AND id = 7",
          "SELECT * FROM orders WHERE note IN ('a', 'b', 'c') ORDER BY 1 LIMIT 10 OFFSET 5",
          "SELECT id, status FROM orders WHERE status = 'pending' AND note <> 'x'",
          "SELECT count(*), status FROM orders GROUP BY status HAVING count(*) > 3 ORDER BY 2",
          "SELECT max(status) FROM orders WHERE id BETWEEN 10 AND 20",
          "SELECT o.status, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id"
              + " AND c.name = 'n' WHERE o.note LIKE 'a%'",
          "SELECT c.name, o.status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id"
              + " AND o.note = $$d$$ WHERE c.id = 4",
          "SELECT (SELECT status FROM orders WHERE id = 3), 'tail' FROM customers WHERE id = 8",
          "SELECT status FROM orders WHERE note = E'it\\'s' AND id > 5",
          "SELECT status FROM orders WHERE note = $t$quoted$t$ OR note = 'plain'",
          "SELECT DATE '2026-01-01', interval '1' day, status FROM orders",
          "SELECT CASE WHEN status = 'pending' THEN 'p' WHEN status = 'x' THEN 'y' ELSE 'z' END"
              + " FROM orders WHERE id = 1",
          "WITH w AS (SELECT status, note FROM orders WHERE id < 9) SELECT * FROM w WHERE note = 'q'",
          "SELECT status FROM orders UNION ALL SELECT 'literal' UNION ALL SELECT name FROM customers"
              + " WHERE id = 2",
          "SELECT o.* FROM orders o WHERE o.id = 5",
          "SELECT status || 'suffix', upper(status) FROM orders WHERE id = -3",
          "SELECT o FROM orders o WHERE o.id = 1 AND o.note = 'refused'",
          "SELECT 'before', o FROM orders o WHERE note = 'refused'",
          "INSERT INTO orders (id, status, note) VALUES (1, 'pending', 'n')",
          "INSERT INTO orders (id, note, status) VALUES (1, 'long', 'other')",
          "INSERT INTO orders (id, note) VALUES (1, 'a'), (2, 'b'), (3, 'c')",
          "INSERT INTO orders (id, note, status) VALUES (1, 'a', 'pending'), (2, 'b', 'pending')"
              + " RETURNING *",
          "INSERT INTO orders VALUES (1, 2, 'n', 'pending')",
          "INSERT INTO orders (note, status) SELECT 'n', name FROM customers WHERE id = 3",
          "INSERT INTO orders (id, status) VALUES (1, 'pending') ON CONFLICT (id)"
              + " DO UPDATE SET status = EXCLUDED.status, note = 'again'",
          "INSERT INTO orders (note, status) VALUES ('x', NULL)",
          "UPDATE orders SET status = 'pending' WHERE id = 1",
          "UPDATE orders SET note = 'n', status = 'pending' WHERE id = 1 AND note = 'x'",
          "UPDATE orders SET status = 'a' || 'b', note = 'n' WHERE id = 4",
          "UPDATE orders SET note = 'only' WHERE status = 'pending' AND id = 2",
          "UPDATE orders SET (status, note) = ('pending', 'n') WHERE id = 6",
          "UPDATE orders SET status = $1 WHERE id = 7 AND note = 'held'",
          "DELETE FROM orders WHERE status = 'pending' AND id = 5 RETURNING *",
          "DELETE FROM orders WHERE note = 'x'",
          "SELECT 'a'; SELECT status FROM orders WHERE note = 'b'; SELECT 3",
          "EXPLAIN SELECT status FROM orders WHERE id = 1",
          "SELECT status FROM orders NATURAL JOIN customers WHERE orders.note = 'n'",
          "SELECT status FROM orders, archive WHERE note = 'n'",
          "SELECT status FROM orders WHERE note = 'unreadable' AND ((",
          "COPY orders FROM STDIN WITH (DELIMITER ',')",
          "SELECT id FROM orders WHERE note = 'not affected' LIMIT 3");

  private final SessionState session = Shop.session();

  private static Rule rule(String phase, String held) {
    String yaml =
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "'pending'"
            phase: %s
            held-writes: %s
        """
            .formatted(phase, held);
    try {
      return RulesFile.parse("r.yaml", yaml).rules().get(0);
    } catch (InvalidRulesException e) {
      throw new AssertionError(e);
    }
  }

  private static Outcome treat(RuleSetRewriter rewriter, String sql, SessionState session) {
    Outcome known = rewriter.cached(sql, session);
    return known == null ? rewriter.rewrite(sql, session) : known;
  }

  private Outcome afresh(Rule rule, String sql) {
    Catalog catalog = Shop.catalog(rule);
    return new Treatment(List.of(ActiveRule.of(rule, catalog)), catalog, state -> "")
        .treat(sql, session);
  }

  /** Literals that are looked at in no phase in which writes pass and everyone may write. */
  @Test
  void aServiceThatInlinesItsValuesIsAnalysedOnceAShape() {
    Rule rule = rule("writable", "reject");
    RuleSetRewriter rewriter = Shop.rewriter(rule);
    List<String> shapes =
        TEMPLATES.stream()
            .filter(sql -> !sql.startsWith("INSERT") && !sql.contains("SET"))
            .toList();
    for (int i = 0; i < STATEMENTS; i++) {
      String sql = distinct(shapes.get(i % shapes.size()), i);
      Outcome outcome = treat(rewriter, sql, session);
      if (i % 25 == 0) {
        assertThat(outcome).as(sql).isEqualTo(afresh(rule, sql));
      }
    }

    assertThat(rewriter.analyses()).isLessThanOrEqualTo(shapes.size());
  }

  /** Other literals, of another length, in each statement. */
  private static String distinct(String template, int number) {
    return template
        .replace("'x'", "'value " + number + "'")
        .replace("'n'", "'näme " + number + "'")
        .replace("id = 1", "id = " + number)
        .replace("'a'", "'" + "a".repeat(number % 50) + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "absent, reject, 1",
    "absent, discard, 2",
    "readable, reject, 3",
    "readable, discard, 4",
    "writable, reject, 5",
    "backfilled, reject, 6"
  })
  void whatIsKnownOfAShapeIsWhatAnAnalysisFinds(String phase, String held, int seed) {
    Rule rule = rule(phase, held);
    RuleSetRewriter rewriter = Shop.rewriter(rule);
    OtherLiterals others = new OtherLiterals(new Random(seed));
    for (int round = 0; round < 25; round++) {
      for (String template : TEMPLATES) {
        String sql = round == 0 ? template : others.in(template, true);
        assertThat(treat(rewriter, sql, session)).as(sql).isEqualTo(afresh(rule, sql));
      }
    }
  }

  @Test
  void aLiteralThatDecidesIsPartOfWhatIsKnown() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("absent", "reject"));
    String insert = "INSERT INTO orders (id, note, status) VALUES (%d, '%s', '%s')";

    Outcome dropped = treat(rewriter, insert.formatted(1, "a", "pending"), session);
    Outcome again = treat(rewriter, insert.formatted(22, "bb", "pending"), session);
    Outcome refused = treat(rewriter, insert.formatted(3, "a", "shipped"), session);
    Outcome refusedAgain = treat(rewriter, insert.formatted(444, "a", "shipped"), session);

    assertThat(((Outcome.Rewritten) dropped).sql()).endsWith("VALUES (1, 'a')");
    assertThat(((Outcome.Rewritten) again).sql()).endsWith("VALUES (22, 'bb')");
    assertThat(((Outcome.Refused) refused).error().sqlState()).isEqualTo("TR002");
    assertThat(((Outcome.Refused) refusedAgain).error().position())
        .isEqualTo(((Outcome.Refused) refused).error().position() + 2);
    assertThat(rewriter.analyses()).isEqualTo(2);
  }

  @Test
  void countsWhatTheCacheKnew() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("readable", "reject"));
    Outcome first = treat(rewriter, "SELECT status FROM orders WHERE id = 1", session);
    treat(rewriter, "SELECT status FROM orders WHERE id = 2", session);
    treat(rewriter, "SELECT status FROM orders WHERE id = 3", session);
    treat(rewriter, "SELECT upper(status) FROM orders", session);

    assertThat(((Outcome.Rewritten) first).rules()).containsExactly("public.orders.status");
    CacheStatistics counted = rewriter.cacheStatistics();
    assertThat(counted.hits()).isEqualTo(2);
    assertThat(counted.misses()).isEqualTo(2);
    assertThat(counted.weight()).isPositive().isLessThan(counted.maxWeight());
    assertThat(counted.after(counted).hits()).isEqualTo(4);
  }

  @Test
  void refusalsAreKnownByShape() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("readable", "reject"));
    Outcome first =
        treat(rewriter, "SELECT 'é', status FROM orders, unknown WHERE id = 1", session);
    Outcome second =
        treat(rewriter, "SELECT '😀😀😀', status FROM orders, unknown WHERE id = 99", session);

    assertThat(rewriter.analyses()).isEqualTo(1);
    assertThat(((Outcome.Refused) second).error().position())
        .isEqualTo(((Outcome.Refused) first).error().position() + 2);
  }

  @Test
  void aTextThatComesAgainIsKnownAsItIs() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("readable", "reject"));
    String sql = "SELECT status FROM orders WHERE id = 2";
    treat(rewriter, "SELECT status FROM orders WHERE id = 1", session);

    Outcome first = treat(rewriter, sql, session);
    Outcome second = treat(rewriter, sql, session);

    assertThat(second).isEqualTo(first);
    assertThat(treat(rewriter, sql, session)).isSameAs(second);
  }

  @Test
  void aLiteralThatNamesTheSearchPathIsNoOther() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("readable", "reject"));
    String sql = "SELECT set_config('%s', 'other', false), status FROM orders";
    treat(rewriter, sql.formatted("work_mem"), session);
    assertThat(session.names().pathKnown()).isTrue();

    treat(rewriter, sql.formatted("Search_Path"), session);

    assertThat(session.names().pathKnown()).isFalse();
  }
}
