package io.trestle.migrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rewrite.DryRun;
import io.trestle.rules.Phase;
import io.trestle.rules.RuleSet;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The statements of a service that knows the column go through the engine, under the plan's rules
 * of the phase, before each step of the plan: none fails, and each reads what the target would
 * give.
 */
final class ServicesOnTheWayIT {

  private static final String DATABASE = "on_the_way";

  private int nextId = 100;

  @BeforeEach
  void create() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      server.createDatabase(DATABASE);
      server.execute(
          DATABASE,
          "CREATE TABLE orders (id int PRIMARY KEY, name text);"
              + " INSERT INTO orders SELECT n, 'pending' FROM generate_series(1, 30) AS n");
    }
  }

  @AfterEach
  void drop() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      server.dropDatabase(DATABASE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "short, text NOT NULL DEFAULT 'pending' CHECK (c <> ''), none",
        "three-steps, text NOT NULL DEFAULT 'pending' CHECK (c <> ''), none",
        "three-steps, text NOT NULL, 'lower(name)'",
        "short, text DEFAULT 'pending', none",
      })
  void noStatementFailsAndEveryRowHoldsV(String way, String definition, String value)
      throws SQLException, UnplannableException {
    for (TestPostgres server : Servers.all()) {
      PlanOptions options = value == null ? PlanOptions.NONE : PlanOptions.NONE.withValue(value);
      try (Connection connection = server.connect(DATABASE)) {
        Plan plan =
            Planner.plan(
                connection,
                "ALTER TABLE orders ADD c " + definition,
                way.equals("short") ? options : options.withThreeSteps());
        assertThat(plan.way().label()).isEqualTo(way);
        Walk walk = new Walk(connection, plan);
        Phase phase = null;
        for (PlanStep step : plan.steps()) {
          if (phase != null) {
            statements(server, connection, plan, phase);
          }
          walk.step(step.id());
          phase = step.kind() == PlanStep.Kind.PUBLISH ? step.phase() : phase;
        }
        statements(server, connection, plan, Phase.COMPLETE);
        assertThat(Walk.texts(connection, "SELECT DISTINCT c FROM orders"))
            .containsExactly("pending");
      }
    }
  }

  /** What a service does: reads by the column, writes V where it can be held, adds a row. */
  private void statements(TestPostgres server, Connection connection, Plan plan, Phase phase)
      throws SQLException {
    List<NewColumn> columns = plan.columns();
    String written = columns.get(0).derived() ? "c" : "'pending'";
    run(
        server,
        connection,
        plan,
        phase,
        "UPDATE public.orders SET c = " + written + " WHERE id = 7");
    int id = nextId++;
    run(
        server,
        connection,
        plan,
        phase,
        "INSERT INTO public.orders (id, name) VALUES (" + id + ", 'pending')");
    String count = "SELECT count(*) FROM public.orders AS o WHERE o.c = 'pending'";
    List<String> found = Walk.texts(connection, rewritten(server, plan, phase, count));
    assertThat(found)
        .as("rows with V in " + phase.label())
        .isEqualTo(Walk.texts(connection, "SELECT count(*) FROM orders"));
  }

  private static void run(
      TestPostgres server, Connection connection, Plan plan, Phase phase, String sql)
      throws SQLException {
    String text = rewritten(server, plan, phase, sql);
    try {
      Queries.execute(connection, text);
    } catch (SQLException e) {
      throw new AssertionError(phase.label() + ": " + sql + " became " + text, e);
    }
  }

  private static String rewritten(TestPostgres server, Plan plan, Phase phase, String sql)
      throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl(DATABASE));
    RuleSet rules =
        new RuleSet(
            plan.columns().stream()
                .map(column -> column.toRule(plan.table(), phase, RuleOptions.DEFAULTS))
                .toList());
    Catalog catalog = new JdbcCatalogSource(name -> source).read(DATABASE, rules);
    Outcome outcome =
        DryRun.rewriter(rules, catalog).rewrite(sql, new SessionState("postgres", DATABASE));
    if (outcome instanceof Outcome.Rewritten rewritten) {
      return rewritten.sql();
    }
    assertThat(outcome).as(phase.label() + ": " + sql).isInstanceOf(Outcome.Untouched.class);
    return sql;
  }
}
