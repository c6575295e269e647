package io.trestle.bench;

import io.trestle.bench.standin.StandInConnection;
import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.CatalogSource.Fingerprint;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.Engine;
import io.trestle.engine.Engines;
import io.trestle.engine.HeldValue;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The engine of one database under one rule, {@code shop.orders.fulfillment_status} in phase {@code
 * absent}, with a catalog made by hand: no database is asked.
 */
final class SampleEngine implements AutoCloseable {

  private static final String DATABASE = StandInConnection.DATABASE;
  private static final long DEADLINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int TEXT_OID = 25;

  private static final Rule RULE =
      new Rule(
          "public",
          "orders",
          "fulfillment_status",
          "text",
          "'pending'",
          null,
          false,
          Phase.ABSENT,
          null,
          List.of(),
          Rule.HeldWrites.DISCARD,
          null,
          Rule.Untreatable.REFUSE,
          "bench:1");

  private final RewritingEngines engines =
      new RewritingEngines(new Rules(), new HandMade(), Duration.ofHours(1));
  private final Rewriter rewriter;

  SampleEngine() {
    Engine engine = engines.forDatabase(DATABASE);
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (engine.current().epoch() == 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the engine has not read its catalog");
      }
      Thread.onSpinWait();
    }
    rewriter = engine.current();
  }

  Engines engines() {
    return engines;
  }

  Rewriter rewriter() {
    return rewriter;
  }

  static SessionState session() {
    return new SessionState("bench", DATABASE);
  }

  /**
   * Treats a statement that must be rewritten: a benchmark of refusals would be fast and mean
   * nothing.
   */
  Outcome.Rewritten rewrite(String sql) {
    Outcome outcome = rewriter.rewrite(sql, session());
    if (outcome instanceof Outcome.Rewritten rewritten) {
      return rewritten;
    }
    throw new IllegalStateException("not rewritten but " + outcome + ": " + sql);
  }

  @Override
  public void close() {
    engines.close();
  }

  private static final class Rules implements RuleSource {
    @Override
    public RuleSet current() {
      return new RuleSet(List.of(RULE));
    }

    @Override
    public void onChange(Runnable listener) {
      // they never change
    }

    @Override
    public void reload() {
      // they never change
    }

    @Override
    public void close() {
      // nothing is held
    }
  }

  private static final class HandMade implements CatalogSource {
    @Override
    public Catalog read(String database, RuleSet rules) {
      HeldValue value =
          new HeldValue(
              "pending", "pending".getBytes(StandardCharsets.UTF_8), HeldValue.Family.OTHER);
      return new Catalog(
          Map.of(
              "orders", table("orders", "id", "customer_id", "total", "placed_at", "region"),
              "customers", table("customers", "id", "name", "country", "since"),
              "items", table("items", "order_id", "product_id", "quantity", "price"),
              "products", table("products", "id", "title", "category")),
          Map.of(
              RULE.name(), new RuledColumn("pg_catalog.text", TEXT_OID, null, "'pending'", value)),
          Set.of("avg", "count", "max", "min", "sum"),
          new DefaultSearchPaths("\"$user\", public", Map.of()));
    }

    @Override
    public Fingerprint fingerprint(String database) {
      return Fingerprint.NONE;
    }

    @Override
    public void close() {
      // nothing is held
    }

    private static List<Relation> table(String name, String... columns) {
      List<Column> all =
          Arrays.stream(columns).map(column -> new Column(column, false, false, false)).toList();
      return List.of(new Relation("public", name, all, List.of()));
    }
  }
}
