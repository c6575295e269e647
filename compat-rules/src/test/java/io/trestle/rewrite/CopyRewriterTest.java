package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.Relation.Relative;
import io.trestle.catalog.Relation.Tie;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.CopyFormat;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.HeldValue;
import io.trestle.engine.HeldValue.Family;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY where the shape of the table, or what the session knows, makes a difference. */
class CopyRewriterTest {

  private final SessionState session = new SessionState("service", "shop");
  private boolean partitioned;
  private boolean hasDefault = true;
  private String more = "";
  private String value = "'pending'";

  private Outcome treat(String phase, String sql) {
    String yaml =
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "%s"
            phase: %s
        %s
        """
            .formatted(value, phase, more);
    try {
      Rule rule = RulesFile.parse("r.yaml", yaml).rules().get(0);
      Column id = new Column("id", true, true, true);
      Column twice = new Column("twice", false, true, true, true, false);
      Column note = new Column("note", false, false, false);
      Column status = new Column("status", false, hasDefault, false);
      List<Column> columns =
          phase.equals("absent") ? List.of(id, twice, note) : List.of(id, twice, note, status);
      RuledColumn resolved = value.startsWith("'") ? constant() : derived();
      Relative view = new Relative(Tie.VIEW, "public", "part", Set.of("status"), false);
      Relation orders =
          new Relation("public", "orders", columns, List.of(view), partitioned, false);
      Catalog catalog =
          new Catalog(
              Map.of(
                  "orders",
                  List.of(orders),
                  "part",
                  List.of(new Relation("public", "part", List.of(status), List.of()))),
              Map.of(rule.name(), resolved),
              Set.of(),
              new DefaultSearchPaths("public", Map.of()));
      ActiveRule active = ActiveRule.of(rule, catalog);
      return new RuleSetRewriter(1, List.of(active), catalog, 1 << 20).rewrite(sql, session);
    } catch (InvalidRulesException e) {
      throw new AssertionError(e);
    }
  }

  private static RuledColumn constant() {
    HeldValue held =
        new HeldValue("pending", "pending".getBytes(StandardCharsets.UTF_8), Family.OTHER);
    return new RuledColumn("pg_catalog.text", 25, null, "'pending'", held);
  }

  private static RuledColumn derived() {
    DerivedValue lower =
        new DerivedValue(List.of("pg_catalog.lower(", ")"), List.of("note"), Set.of("note"), null);
    return new RuledColumn("pg_catalog.text", 25, null, lower);
  }

  private Outcome.Rewritten rewritten(String phase, String sql) {
    Outcome outcome = treat(phase, sql);
    assertThat(outcome).as(sql).isInstanceOf(Outcome.Rewritten.class);
    return (Outcome.Rewritten) outcome;
  }

  private String refusal(String phase, String sql) {
    Outcome outcome = treat(phase, sql);
    assertThat(outcome).as(sql).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).error().sqlState();
  }

  private CopyPlan plan(String sql) {
    return rewritten("absent", sql).copies().get(0);
  }

  @Test
  void generatedColumnsAreNotCopied() {
    assertThat(rewritten("absent", "COPY orders FROM STDIN").sql())
        .isEqualTo("COPY orders (\"id\", \"note\") FROM STDIN");
    assertThat(plan("COPY orders FROM STDIN").columns()).containsExactly("id", "note", "status");
    assertThat(rewritten("absent", "COPY orders TO STDOUT").sql()).doesNotContain("twice");
  }

  @Test
  void anErrorOfTheServersIsLeftToIt() {
    assertThat(rewritten("absent", "COPY orders (id, twice, status) TO STDOUT").sql())
        .isEqualTo("COPY orders (id, twice) TO STDOUT");
    assertThat(treat("readable", "COPY orders (id, twice, status) TO STDOUT"))
        .isInstanceOf(Outcome.Untouched.class);
    assertThat(
            rewritten("absent", "COPY orders (id, status) TO STDOUT CSV FORCE QUOTE status, note")
                .sql())
        .isEqualTo("COPY orders (id) TO STDOUT CSV FORCE QUOTE note");
    partitioned = true;
    assertThat(rewritten("absent", "COPY orders (id, status) TO STDOUT").sql())
        .isEqualTo("COPY orders (id) TO STDOUT");
    assertThat(rewritten("readable", "COPY orders FROM STDIN").copies()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "COPY orders (id, status) FROM STDIN (FORMAT csv, DELIMITER E'\\t') ! 9 ! \" ! ",
        "COPY orders (id, status) FROM STDIN CSV QUOTE AS $$'$$ NULL 'x' ! 44 ! ' ! x",
        "COPY orders (id, status) FROM STDIN WITH (FORMAT \"csv\", NULL E'\\x41') ! 44 ! \" ! A",
        "COPY orders (id, status) FROM STDIN DELIMITER '|' ! 124 ! \" ! \\N",
      })
  void theDataIsReadAsTheOptionsSay(String sql, int delimiter, char quote, String nullMarker) {
    CopyFormat format = plan(sql).format();

    assertThat((int) format.delimiter()).isEqualTo(delimiter);
    assertThat(format.quote()).isEqualTo(quote);
    assertThat(format.nullMarker()).isEqualTo(nullMarker == null ? "" : nullMarker);
  }

  @Test
  void aBackslashMeansWhatTheSessionSays() {
    String sql = "COPY orders (id, status) FROM STDIN (NULL '\\N')";
    assertThat(plan(sql).format().nullMarker()).isEqualTo("\\N");

    session.standardConformingStrings(false);

    assertThat(plan(sql).format().nullMarker()).isEqualTo("N");
  }

  @Test
  void theDataOfEachStatementHasItsPlace() {
    String sql =
        "COPY other FROM STDIN; COPY orders (id, status) FROM STDIN; COPY orders FROM STDIN";

    assertThat(rewritten("absent", sql).copies()).containsOnlyKeys(1, 2);
    assertThat(refusal("absent", "COPY other FROM STDIN (a b c); COPY orders FROM STDIN"))
        .isEqualTo("TR001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY orders FROM STDIN WHERE (orders).status = 'x'",
        "COPY orders FROM STDIN WHERE orders IS NOT NULL",
        "COPY orders FROM STDIN WHERE f(orders.*)",
        "COPY orders FROM STDIN WHERE f(status => 1)",
        "COPY orders FROM STDIN WHERE note COLLATE status = 'x'",
        "COPY orders FROM STDIN WHERE status.field = 1",
        "COPY orders (status) FROM STDIN",
        "COPY part FROM STDIN",
        "COPY orders FROM STDIN (FORMAT csv, FORCE_NULL ('status'))",
      })
  void whatIsNotUnderstoodIsRefused(String sql) {
    assertThat(refusal("absent", sql)).isEqualTo("TR001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY orders FROM STDIN (DELIMITER 'ab')",
        "COPY orders FROM STDIN (FORMAT csv, FORMAT csv)",
        "COPY orders FROM STDIN (FORMAT 'xml')",
        "COPY orders FROM STDIN (NULL U&'x')",
        "COPY orders FROM STDIN NULL",
        "COPY orders FROM STDIN WITH WITH",
        "COPY orders STDIN",
        "COPY (SHOW orders) TO STDOUT",
      })
  void whatCannotBeReadIsCheckedByTheServerFirst(String sql) {
    assertThat(treat("absent", sql))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.error().sqlState()).isEqualTo("TR003");
              assertThat(refused.read()).isFalse();
            });
  }

  @Test
  void aWhereMayUseTheNameForSomethingElse() {
    String sql =
        "COPY orders (id) FROM STDIN WHERE status(id) > extract(status from now()) AND id::status > 1";

    assertThat(treat("absent", sql)).isInstanceOf(Outcome.Untouched.class);
  }

  @Test
  void aValueThatMayBeDiscardedChoosesNoRows() {
    more = "    held-writes: discard";
    assertThat(refusal("absent", "COPY orders FROM STDIN WHERE status = 'x'")).isEqualTo("TR001");
    assertThat(plan("COPY orders FROM STDIN").fields().get(0).discarded()).isNotNull();
  }

  @Test
  void aMarkerOfTheDefaultNeedsADefault() {
    String sql = "COPY orders FROM STDIN (DEFAULT 'x')";
    assertThat(rewritten("writable", sql).copies()).isEmpty();

    hasDefault = false;

    assertThat(refusal("writable", sql)).isEqualTo("TR001");
    assertThat(rewritten("readable", sql).copies()).hasSize(1);
    assertThat(rewritten("writable", "COPY orders (id) FROM STDIN WHERE status > 'a'").sql())
        .contains("WHERE COALESCE(status, (CAST('pending' AS pg_catalog.text))) > 'a'");
  }

  @Test
  void aSessionThatDoesNotKnowTheColumnHasItNowhere() {
    more = "    known-by:\n      - application-name: newer";
    assertThat(rewritten("writable", "COPY orders TO STDOUT").sql())
        .isEqualTo("COPY orders (\"id\", \"note\") TO STDOUT");
    for (String sql :
        List.of(
            "COPY orders (id, status) TO STDOUT",
            "COPY orders TO STDOUT (FORMAT csv, FORCE_QUOTE (status))",
            "COPY orders FROM STDIN WHERE orders.status = 'x'")) {
      assertThat(rewritten("writable", sql).alwaysFails().sqlState()).as(sql).isEqualTo("42703");
    }
  }

  @Test
  void aDerivedValueIsReadAndNotGiven() {
    value = "lower(note)";
    assertThat(rewritten("absent", "COPY orders (status) TO STDOUT").sql())
        .isEqualTo(
            "COPY (SELECT (CAST(pg_catalog.lower(orders.\"note\") AS pg_catalog.text)) AS \"status\""
                + " FROM ONLY orders) TO STDOUT");
    assertThat(refusal("readable", "COPY orders FROM STDIN")).isEqualTo("TR002");
    assertThat(refusal("absent", "COPY orders (id) FROM STDIN WHERE status = 'x'"))
        .isEqualTo("TR001");
    String writes = "COPY orders (id, note, status) FROM STDIN WHERE status = 'x'";
    assertThat(treat("writable", writes)).isInstanceOf(Outcome.Untouched.class);
  }
}
