package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.Relation.Relative;
import io.trestle.catalog.Relation.Tie;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionNames;
import io.trestle.engine.SessionState;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What children, parents, views and temporary relations of a table under a rule are to the engine.
 */
class OtherNamesTest {

  private final SessionState session = Shop.session();

  private static Rule rule(String phase) throws Exception {
    return RulesFile.parse(
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
  }

  /** {@code orders} has a child, a parent and views; {@code legacy} has a table of that name. */
  private static RuleSetRewriter rewriter(String phase, Relation... more) throws Exception {
    Rule rule = rule(phase);
    boolean there = !phase.equals("absent");
    Map<String, List<Relation>> relations = new HashMap<>(Shop.catalog(rule).relations());
    relations.put(
        "orders",
        List.of(
            relation(
                "public",
                "orders",
                there ? List.of("id", "note", "status") : List.of("id", "note"),
                new Relative(
                    Tie.DESCENDANT,
                    "parts",
                    "orders_low",
                    there ? Set.of("id", "note", "status") : Set.of("id", "note"),
                    false),
                new Relative(Tie.ANCESTOR, "public", "records", Set.of("id"), false),
                new Relative(Tie.ANCESTOR, "public", "stated", Set.of("id", "status"), false),
                new Relative(Tie.VIEW, "public", "plain_view", Set.of("id", "note"), false),
                new Relative(Tie.VIEW, "public", "status_view", Set.of("id", "status"), false),
                new Relative(Tie.VIEW, "public", "row_view", Set.of(), true)),
            relation("legacy", "orders", List.of("id"))));
    relations.put(
        "orders_low",
        List.of(
            relation(
                "parts",
                "orders_low",
                there ? List.of("note", "id", "status") : List.of("note", "id"))));
    for (String view : List.of("plain_view", "status_view", "row_view", "records", "stated")) {
      relations.put(view, List.of(relation("public", view, List.of("id"))));
    }
    for (Relation relation : more) {
      relations.put(relation.name(), List.of(relation));
    }
    return rewriterOf(phase, relations);
  }

  private static RuleSetRewriter rewriterOf(String phase, Map<String, List<Relation>> relations)
      throws Exception {
    Rule rule = rule(phase);
    Catalog some = Shop.catalog(rule);
    Catalog catalog = new Catalog(relations, some.columns(), some.aggregates(), some.searchPaths());
    return new RuleSetRewriter(1, List.of(ActiveRule.of(rule, catalog)), catalog, 1 << 20);
  }

  private static Relation relation(
      String schema, String name, List<String> columns, Relative... relatives) {
    List<Column> list =
        columns.stream().map(column -> new Column(column, false, false, false)).toList();
    return new Relation(schema, name, list, Arrays.asList(relatives));
  }

  private String treat(RuleSetRewriter rewriter, String sql) {
    Outcome outcome = rewriter.rewrite(sql, session);
    if (outcome instanceof Outcome.Rewritten rewritten) {
      return rewritten.sql();
    }
    return outcome instanceof Outcome.Refused refused
        ? refused.error().sqlState() + " " + refused.error().message()
        : sql;
  }

  @Test
  void whatIsKnownOfAStatementDependsOnWhatItsOtherNamesMean() throws Exception {
    RuleSetRewriter rewriter =
        rewriterOf(
            "readable",
            Map.of(
                "orders",
                List.of(relation("public", "orders", List.of("id", "status"))),
                "customers",
                List.of(
                    relation("public", "customers", List.of("id")),
                    relation("mine", "customers", List.of("id", "status")))));
    String sql = "SELECT (SELECT status FROM customers LIMIT 1) FROM orders";
    SessionState other = new SessionState("service", "shop");
    other.startupSearchPath("mine, public");

    assertThat(rewriter.rewrite(sql, other)).isInstanceOf(Outcome.Untouched.class);
    assertThat(rewriter.rewrite(sql, session)).isInstanceOf(Outcome.Rewritten.class);
    assertThat(rewriter.rewrite(sql, other)).isInstanceOf(Outcome.Untouched.class);
  }

  @Test
  void aChildIsTheTableWithColumnsOfItsOwn() throws Exception {
    assertThat(treat(rewriter("absent"), "SELECT * FROM parts.orders_low"))
        .startsWith("SELECT parts.orders_low.\"note\", parts.orders_low.\"id\", (SELECT CAST(")
        .endsWith("AS \"status\" FROM parts.orders_low");
    assertThat(treat(rewriter("readable"), "SELECT l.status FROM parts.orders_low l"))
        .contains("COALESCE(l.status, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain_view|absent|",
        "plain_view|readable|",
        "records|readable|",
        "status_view|readable|a view whose stored query reads the column: \"status_view\"",
        "status_view|writable|a view whose stored query reads the column",
        "row_view|absent|a view whose stored query reads whole rows of the table: \"row_view\"",
        "row_view|writable|a view whose stored query reads whole rows of the table",
        "stated|absent|a parent of the table that has a column of that name itself: \"stated\"",
      })
  void viewsAndParentsAreConcernedWhereTheyShowTheColumn(String name, String phase, String refusal)
      throws Exception {
    RuleSetRewriter rewriter = rewriter(phase);
    for (String sql :
        List.of(
            "SELECT * FROM " + name,
            "SELECT x.id, o.id FROM public.orders o, public." + name + " x",
            "INSERT INTO " + name + " (id) VALUES (1)")) {
      if (refusal == null) {
        assertThat(treat(rewriter, sql)).isEqualTo(sql);
      } else {
        assertThat(treat(rewriter, sql)).startsWith("TR001").contains(refusal);
      }
    }
    ByteBuffer text = ByteBuffer.wrap(("TABLE " + name).getBytes(StandardCharsets.UTF_8));
    assertThat(refusal == null || rewriter.mentions(text, 0, text.limit())).isTrue();
  }

  @Test
  void aChildThatHasTheColumnAlreadyStandsInTheWay() throws Exception {
    Relation early =
        relation(
            "public",
            "customers",
            List.of("id"),
            new Relative(Tie.DESCENDANT, "public", "archive", Set.of("id", "status"), false));
    Rule rule =
        RulesFile.parse(
                "r.yaml",
                "rules:\n  - table: public.customers\n    column: status\n    type: text\n"
                    + "    value: \"'pending'\"\n    phase: absent\n")
            .rules()
            .get(0);
    Map<String, List<Relation>> relations = new HashMap<>(Shop.catalog(rule).relations());
    relations.put("customers", List.of(early));
    Catalog some = Shop.catalog(rule);
    Catalog catalog = new Catalog(relations, some.columns(), some.aggregates(), some.searchPaths());
    RuleSetRewriter rewriter =
        new RuleSetRewriter(1, List.of(ActiveRule.of(rule, catalog)), catalog, 1 << 20);

    assertThat(treat(rewriter, "SELECT status FROM customers"))
        .contains("a table that lacks the column while its child \"archive\" has one of that name");
  }

  @Test
  void anUnknownSearchPathIsRefusedOnlyForAnAmbiguousName() throws Exception {
    RuleSetRewriter rewriter = rewriter("readable");
    session.searchPathMayHaveChanged();

    assertThat(treat(rewriter, "SELECT status FROM orders")).startsWith("TR004");
    assertThat(treat(rewriter, "SELECT status FROM public.orders")).contains("COALESCE");
    assertThat(treat(rewriter, "SELECT id FROM legacy.orders")).doesNotContain("TR");
    assertThat(treat(rewriter, "SELECT status FROM orders_low")).contains("COALESCE");
  }

  @Test
  void aStatementIsTreatedAnewWhenNamesMeanSomethingElse() throws Exception {
    RuleSetRewriter rewriter = rewriter("readable");
    String sql = "SELECT status FROM orders";
    long before = rewriter.stamp(session);
    assertThat(treat(rewriter, sql)).contains("COALESCE");

    run(rewriter, "SET search_path = legacy, public");

    assertThat(rewriter.stamp(session)).isNotEqualTo(before);
    assertThat(rewriter.cached(sql, session)).isNull();
    assertThat(treat(rewriter, sql)).isEqualTo(sql);
    run(rewriter, "RESET search_path");
    assertThat(rewriter.cached(sql, session)).isInstanceOf(Outcome.Rewritten.class);
  }

  @Test
  void theRolesOwnSchemaIsThatOfTheCurrentRole() throws Exception {
    RuleSetRewriter rewriter = rewriter("readable");
    run(rewriter, "SET search_path = \"$user\", public");
    assertThat(treat(rewriter, "SELECT status FROM orders")).contains("COALESCE");

    run(rewriter, "SET ROLE legacy");
    assertThat(treat(rewriter, "SELECT id FROM orders")).isEqualTo("SELECT id FROM orders");
    assertThat(treat(rewriter, "SELECT status FROM orders")).isEqualTo("SELECT status FROM orders");
  }

  @Test
  void aTemporaryTableHidesTheTableOnceItIsThere() throws Exception {
    RuleSetRewriter rewriter = rewriter("readable");
    String sql = "SELECT status FROM orders_low";

    rewriter.rewrite("CREATE TEMP TABLE orders_low (status int)", session);
    assertThat(treat(rewriter, sql)).startsWith("TR004").contains("temporary");
    List<NameChange> changes = session.names().takeNoted();
    session.names().sent(changes);
    session.names().settle(new SessionNames.Batch(changes, 0, 0, false, false));

    assertThat(treat(rewriter, sql)).isEqualTo(sql);
    assertThat(treat(rewriter, "TRUNCATE orders_low")).isEqualTo("TRUNCATE orders_low");
    assertThat(treat(rewriter, "SELECT status FROM parts.orders_low")).contains("COALESCE");
    run(rewriter, "DROP TABLE orders_low");
    assertThat(treat(rewriter, sql)).contains("COALESCE");
  }

  @Test
  void whatOneStatementOfATextMayHideIsUncertainInTheNext() throws Exception {
    assertThat(
            treat(
                rewriter("readable"),
                "CREATE TEMP TABLE orders_low (id int); SELECT status FROM orders_low"))
        .startsWith("TR004");
  }

  private void run(RuleSetRewriter rewriter, String sql) {
    rewriter.rewrite(sql, session);
    List<NameChange> changes = session.names().takeNoted();
    session.names().sent(changes);
    session.names().settle(new SessionNames.Batch(changes, 0, 0, false, false));
  }
}
