package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.BindVerdict;
import io.trestle.engine.Outcome;
import io.trestle.engine.ParameterValues;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetRewriterTest {

  private final SessionState session = Shop.session();

  private static Rule rule(String phase, String more) {
    String yaml =
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "'pending'"
            phase: %s
        %s
        """
            .formatted(phase, more);
    try {
      return RulesFile.parse("r.yaml", yaml).rules().get(0);
    } catch (InvalidRulesException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome treat(Rule rule, String sql) {
    return Shop.rewriter(rule).rewrite(sql, session);
  }

  private SqlError refusal(Rule rule, String sql) {
    return ((Outcome.Refused) treat(rule, sql)).error();
  }

  private static ParameterValues text(@Nullable String value) {
    return new ParameterValues() {
      @Override
      public int count() {
        return 1;
      }

      @Override
      public boolean isBinary(int parameter) {
        return false;
      }

      @Override
      public @Nullable ByteBuffer bytes(int parameter) {
        return value == null ? null : ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  @Test
  void aHeldParameterMayBeTheValueAndNothingElse() {
    Outcome.Rewritten insert =
        (Outcome.Rewritten)
            treat(rule("absent", ""), "INSERT INTO orders (status, id) VALUES ($1, 1)");

    assertThat(insert.parameterTypes()).containsExactly(new Outcome.ParameterType(1, 25));
    assertThat(insert.bind(text("pending"))).isEqualTo(BindVerdict.PASS);
    assertThat(insert.bind(text("shipped")).error())
        .extracting(SqlError::sqlState)
        .isEqualTo("TR002");
    assertThat(insert.bind(text(null)).error()).extracting(SqlError::sqlState).isEqualTo("23502");
  }

  @Test
  void aDiscardedParameterIsTold() {
    Outcome.Rewritten update =
        (Outcome.Rewritten)
            treat(
                rule("readable", "    held-writes: discard"),
                "UPDATE orders SET status = $1 WHERE id = 1");

    assertThat(update.sql()).contains("WHEN $1 OPERATOR(pg_catalog.=) ");
    BindVerdict verdict = update.bind(text("shipped"));
    assertThat(verdict.error()).isNull();
    assertThat(verdict.notices()).singleElement().extracting("sqlState").isEqualTo("TR010");
  }

  @Test
  void aParameterThatServesElsewhereTooIsRefused() {
    assertThat(
            refusal(rule("absent", ""), "INSERT INTO orders (note, status) VALUES ($1, $1)")
                .sqlState())
        .isEqualTo("TR001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT xmlforest(status) FROM orders|TR001",
        "INSERT INTO orders (id, status) VALUES (1, 'shipped')|TR002",
        "SELECT status FROM orders WHERE ((|TR003",
        "COPY orders (status) FROM STDIN|TR001",
        "COPY orders FROM '/tmp/orders'|TR002",
        "COPY orders FROM STDIN (QUOTE 5 6)|TR003",
        "COPY orders FROM STDIN USING DELIMITERS ';'|TR001",
        "CREATE VIEW v AS SELECT status FROM orders|TR007",
        "CREATE MATERIALIZED VIEW v (a, b) AS SELECT * FROM orders WITH NO DATA|TR007",
        "CREATE TABLE orders AS SELECT 1|TR007",
        "CREATE TABLE archive.orders AS SELECT 1|TR007",
        "CREATE VIEW orders AS SELECT 1|TR007",
        "CREATE RULE r AS ON INSERT TO customers DO ALSO INSERT INTO orders DEFAULT VALUES|TR007",
        "CREATE FUNCTION f() RETURNS SETOF orders LANGUAGE sql AS 'SELECT 1'|TR007",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT status FROM orders'|TR007",
        "CREATE FUNCTION f() RETURNS text BEGIN ATOMIC SELECT 1; SELECT status FROM orders; END|TR007",
        "PREPARE p AS SELECT xmlforest(status) FROM orders|TR001",
        "DECLARE c CURSOR FOR SELECT xmlforest(status) FROM orders|TR001",
        "ALTER TABLE orders DROP COLUMN status|TR007",
        "SELECT status FROM orders NATURAL JOIN nowhere|TR001",
        "SELECT status FROM orders, unknown_table|TR004",
      })
  void refusesWithACodeAndAWayOut(String sql, String code) {
    SqlError error = refusal(rule("readable", ""), sql);

    assertThat(error.sqlState()).isEqualTo(code);
    assertThat(error.message()).contains("public.orders.status").contains("readable");
    assertThat(error.hint()).isNotBlank();
    assertThat(error.detail()).isEqualTo("Rule: r.yaml:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'orders.status'",
        "SELECT 1 /* orders */",
        "VACUUM orders",
        "LOCK TABLE orders IN SHARE MODE",
        "TRUNCATE orders",
        "CREATE INDEX ON orders (note)",
        "CREATE TABLE x (id int REFERENCES orders)",
        "ALTER TABLE orders ADD COLUMN other int",
        "NOTIFY orders",
        "SAVEPOINT orders",
        "SELECT orders.name FROM customers orders",
        "SELECT id, note FROM orders",
        "SELECT other.orders.status FROM other.orders",
        "DELETE FROM orders WHERE id = 1",
        "UPDATE orders SET note = 'x' WHERE CURRENT OF status",
        "DECLARE status CURSOR FOR SELECT id FROM orders",
        "FETCH FORWARD ALL FROM orders",
        "CREATE TABLE status AS SELECT id, note FROM orders",
        "SELECT id INTO TEMP status FROM orders",
        "CREATE VIEW status AS SELECT id FROM orders WITH CHECK OPTION",
        "CREATE RULE r AS ON DELETE TO public.orders DO INSTEAD NOTHING",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT note FROM orders'",
        "CREATE FUNCTION f() RETURNS text BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END",
        "PREPARE TRANSACTION 'orders'",
        "SELECT 'unfinished FROM orders",
      })
  void leavesAloneWhatCannotBeAffected(String sql) {
    assertThat(treat(rule("readable", ""), sql)).isEqualTo(Outcome.Untouched.INSTANCE);
  }

  @Test
  void untreatableStatementsPassWhereTheRuleSaysSoButHeldWritesDoNot() {
    Rule passing = rule("absent", "    untreatable: pass");

    assertThat(treat(passing, "SELECT o FROM orders o")).isEqualTo(Outcome.Untouched.INSTANCE);
    assertThat(refusal(passing, "UPDATE orders SET status = 'x'").sqlState()).isEqualTo("TR002");
  }

  @Test
  void anUnknownSearchPathMattersOnlyWhereTheNameIsAmbiguous() {
    session.searchPathMayHaveChanged();

    assertThat(treat(rule("absent", ""), "SELECT status FROM orders"))
        .isInstanceOf(Outcome.Rewritten.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201})
  void boundsDepth(int depth) {
    String sql =
        "SELECT status FROM orders WHERE " + "(".repeat(depth) + "true" + ")".repeat(depth);

    Outcome outcome = treat(rule("absent", ""), sql);

    if (depth > Bounds.MAX_DEPTH) {
      assertThat(((Outcome.Refused) outcome).error().sqlState()).isEqualTo("TR005");
    } else {
      assertThat(outcome).isNotInstanceOf(Outcome.Untouched.class);
    }
  }

  @Test
  void boundsLength() {
    String sql =
        "SELECT status FROM orders WHERE note = '" + "x".repeat(Bounds.MAX_CHARACTERS) + "'";

    assertThat(refusal(rule("absent", ""), sql).sqlState()).isEqualTo("TR005");
  }

  @Test
  void whatWasTreatedIsCachedByTextAndBySessionsKnowledge() {
    Rule narrowed = rule("readable", "    known-by:\n      - application-name: shop-v2");
    RuleSetRewriter rewriter = Shop.rewriter(narrowed);
    String sql = "SELECT * FROM orders";
    SessionState unaware = new SessionState("service", "shop");

    assertThat(rewriter.cached(sql, session)).isNull();
    Outcome known = rewriter.rewrite(sql, session);

    assertThat(rewriter.cached(sql, session)).isSameAs(known);
    assertThat(rewriter.cached(sql, unaware)).isNull();
    assertThat(rewriter.rewrite(sql, unaware)).isNotEqualTo(known);
    assertThat(rewriter.stamp(session)).isNotEqualTo(rewriter.stamp(unaware));
  }

  @Test
  void treatsEveryStatementOfAText() {
    Outcome.Rewritten both =
        (Outcome.Rewritten)
            treat(rule("absent", ""), "SELECT 1; SELECT status FROM orders; SELECT 2");

    assertThat(both.sql()).startsWith("SELECT 1; SELECT (SELECT CAST(").endsWith("SELECT 2");
  }

  @Test
  void aTreatedTextIsLeftAloneWhenItIsTreatedAgain() {
    String sql =
        "SELECT c.name, note FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE status = 'x'";
    Rule absent = rule("absent", "");

    Outcome.Rewritten once = (Outcome.Rewritten) treat(absent, sql);

    assertThat(treat(absent, once.sql())).isEqualTo(Outcome.Untouched.INSTANCE);
  }

  @Test
  void placesOfErrorsCountCharactersOfTheClientsText() {
    SqlError error = refusal(rule("absent", ""), "SELECT '😀', o FROM orders o");

    assertThat(error.position()).isEqualTo(13);
  }

  private static Outcome.Rewritten rewritten(Outcome outcome) {
    return (Outcome.Rewritten) outcome;
  }

  /** Treats a text, and takes it for completed. */
  private Outcome run(RuleSetRewriter rewriter, String sql) {
    Outcome outcome = rewriter.rewrite(sql, session);
    outcome.prepares().preludes().forEach(prelude -> session.completed(prelude.change()));
    outcome.prepares().changes().values().forEach(session::completed);
    return outcome;
  }

  @Test
  void aPrepareDeclaresTheParametersThatLeaveIt() {
    Rule absent = rule("absent", "");

    assertThat(
            rewritten(treat(absent, "PREPARE p AS INSERT INTO orders (id, status) VALUES ($1, $2)"))
                .sql())
        .isEqualTo(
            "PREPARE p (pg_catalog.unknown, pg_catalog.text) AS INSERT INTO orders (id) VALUES ($1)");
    assertThat(
            rewritten(
                    treat(
                        absent,
                        "PREPARE p (int) AS INSERT INTO orders (id, note, status) VALUES ($1, $2, $3)"))
                .sql())
        .startsWith("PREPARE p (int, pg_catalog.unknown, pg_catalog.text) AS");
    assertThat(
            rewritten(
                    treat(
                        absent,
                        "PREPARE p (int, varchar) AS INSERT INTO orders (id, status) VALUES ($1, $2)"))
                .sql())
        .startsWith("PREPARE p (int, varchar) AS");
  }

  @Test
  void anExecuteUnderOtherRulesPreparesAnewBefore() {
    String prepare = "PREPARE p AS SELECT status FROM orders";
    run(Shop.rewriter(rule("complete", "")), prepare);
    RuleSetRewriter later = Shop.rewriter(rule("absent", ""), 2);

    assertThat(later.cached("EXECUTE p", session)).as("needs a parser").isNull();
    Outcome.Rewritten execute = rewritten(run(later, "SELECT 'ä'; EXECUTE p"));

    assertThat(execute.sql()).isEqualTo("SELECT 'ä'; EXECUTE p");
    assertThat(execute.prepares().preludes()).extracting("statement").containsExactly(1, 1);
    Outcome.Rewritten inlined = execute.inlined().statement();
    assertThat(inlined.sql())
        .startsWith("SELECT 'ä'; DEALLOCATE \"p\"; PREPARE p AS SELECT (SELECT CAST(")
        .endsWith(" FROM orders; EXECUTE p");
    assertThat(inlined.edits().toClient(inlined.sql().length())).isEqualTo(21);
    assertThat(inlined.edits().toClient(20)).isEqualTo(13);
    assertThat(execute.inlined().completions().keySet()).containsExactlyInAnyOrder(1, 2);
    assertThat(later.cached("EXECUTE p", session).prepares().preludes()).isEmpty();
  }

  @Test
  void whatAPrepareHoldsIsJudgedWhenItIsExecuted() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("absent", ""));
    Outcome.Rewritten prepare =
        rewritten(run(rewriter, "PREPARE p AS INSERT INTO orders (id, status) VALUES ($1, $2)"));

    assertThat(prepare.held()).isEmpty();
    assertThat(run(rewriter, "EXECUTE p(1, 'pending')")).isInstanceOf(Outcome.Untouched.class);
    assertThat(run(rewriter, "EXECUTE p(1, (E'pending'))")).isInstanceOf(Outcome.Untouched.class);
    assertThat(failure(run(rewriter, "EXECUTE p(1, 'shipped')"))).isEqualTo("TR002");
    assertThat(failure(run(rewriter, "EXECUTE p(1, lower('pending'))"))).isEqualTo("TR002");
    assertThat(failure(run(rewriter, "EXECUTE p(1, NULL::text)"))).isEqualTo("23502");
    assertThat(run(rewriter, "EXPLAIN EXECUTE p(1, NULL)")).isInstanceOf(Outcome.Untouched.class);
    assertThat(failure(run(rewriter, "EXPLAIN (ANALYZE) EXECUTE p(1, NULL)"))).isEqualTo("23502");
    assertThat(rewritten(run(rewriter, "EXECUTE p")).held()).hasSize(1);
  }

  private static String failure(Outcome outcome) {
    SqlError error = rewritten(outcome).alwaysFails();
    return error == null ? "none" : error.sqlState();
  }

  @Test
  void whatIsPreparedInSqlIsBounded() {
    RuleSetRewriter rewriter = Shop.rewriter(rule("absent", ""));
    for (int i = 0; i < SessionState.MAX_SQL_PREPARED; i++) {
      run(rewriter, "PREPARE p" + i + " AS SELECT 1");
    }

    Outcome refused = rewriter.rewrite("PREPARE q AS SELECT 1", session);
    assertThat(((Outcome.Refused) refused).error().sqlState()).isEqualTo("TR005");
    run(rewriter, "DEALLOCATE p7");
    assertThat(run(rewriter, "PREPARE q AS SELECT 1")).isInstanceOf(Outcome.Untouched.class);
  }
}
