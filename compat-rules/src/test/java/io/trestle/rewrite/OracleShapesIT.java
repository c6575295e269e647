package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rules.Phase;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RulesFile;
import io.trestle.sql.OtherLiterals;
import io.trestle.testkit.TestPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Every statement of the oracle's cases, after others of its shape were treated: what the cache
 * then says of it is what an analysis of its own says.
 */
class OracleShapesIT {

  private static final String DATABASE = "oracle_shapes";
  private static final TestPostgres POSTGRES = TestPostgres.shared();
  private static final int OTHERS = 2;

  private static final List<String> CASE_FILES =
      List.of(
          "adversary.sql",
          "adversary-unaware.sql",
          "conflict.sql",
          "copy.sql",
          "delete.sql",
          "elsewhere.sql",
          "errors.sql",
          "insert.sql",
          "joins.sql",
          "merge.sql",
          "ordering.sql",
          "parameters.sql",
          "select.sql",
          "shape.sql",
          "subqueries.sql",
          "transactions.sql",
          "unaware.sql",
          "update.sql");

  @BeforeAll
  static void createSchema() throws Exception {
    POSTGRES.createDatabase(DATABASE);
    POSTGRES.execute(DATABASE, resource("schema.sql"));
  }

  @AfterAll
  static void dropSchema() throws SQLException {
    POSTGRES.dropDatabase(DATABASE);
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = OracleShapesIT.class.getResourceAsStream("/oracle/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> statements() throws Exception {
    List<String> statements = new ArrayList<>();
    for (String file : CASE_FILES) {
      StringBuilder text = new StringBuilder();
      for (String line : resource(file).split("\n", -1)) {
        if (text.isEmpty() && (line.isBlank() || line.startsWith("-- "))) {
          continue;
        }
        text.append(text.isEmpty() ? "" : "\n").append(line.stripTrailing());
        if (text.charAt(text.length() - 1) == ';') {
          statements.add(text.substring(0, text.length() - 1));
          text.setLength(0);
        }
      }
    }
    // What a session has prepared is never cached.
    statements.removeIf(sql -> sql.matches("(?is)(prepare|execute|deallocate)\\b.*"));
    return statements;
  }

  private static RuleSet rules(Phase phase) throws Exception {
    return RulesFile.parse(
        "r.yaml",
        """
        rules:
          - table: public.orders
            column: fulfillment_status
            type: text
            value: "'pending'"
            nullable: false
            phase: %s
            known-by:
              - application-name: newer
        """
            .formatted(phase.label()));
  }

  private static Catalog catalog(RuleSet rules) throws SQLException {
    try (JdbcCatalogSource source =
        new JdbcCatalogSource(
            database -> {
              PGSimpleDataSource dataSource = new PGSimpleDataSource();
              dataSource.setUrl(POSTGRES.jdbcUrl(database));
              return dataSource;
            })) {
      return source.read(DATABASE, rules);
    }
  }

  private static SessionState session(String applicationName) {
    SessionState session = new SessionState("service", DATABASE);
    session.applicationName(applicationName);
    return session;
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void theCacheSaysWhatAnAnalysisSays(Phase phase) throws Exception {
    RuleSet rules = rules(phase);
    Catalog catalog = catalog(rules);
    List<ActiveRule> active =
        rules.rules().stream().map(rule -> ActiveRule.of(rule, catalog)).toList();
    RuleSetRewriter rewriter = new RuleSetRewriter(1, active, catalog, 64 << 20);
    Treatment uncached = new Treatment(active, catalog, state -> "");
    OtherLiterals others = new OtherLiterals(new Random(phase.ordinal()));
    List<String> statements = statements();
    int known = 0;

    for (String sql : statements) {
      for (String application : List.of("newer", "older")) {
        for (int i = 0; i < OTHERS; i++) {
          rewriter.rewrite(others.in(sql, true), session(application));
        }
        Outcome cached = rewriter.cached(sql, session(application));
        known += cached == null ? 0 : 1;
        Outcome outcome = cached == null ? rewriter.rewrite(sql, session(application)) : cached;

        assertThat(outcome).as(sql).isEqualTo(uncached.treat(sql, session(application)));
      }
    }

    assertThat(statements).hasSizeGreaterThan(500);
    assertThat(known).as("found by shape").isGreaterThan(statements.size());
  }
}
