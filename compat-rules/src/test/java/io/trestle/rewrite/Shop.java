package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.HeldValue;
import io.trestle.engine.HeldValue.Family;
import io.trestle.engine.SessionState;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A catalog by hand: {@code public.orders} under a rule, {@code public.customers} and {@code
 * public.archive} beside it.
 */
final class Shop {

  private Shop() {}

  static Catalog catalog(Rule rule) {
    RuledColumn resolved =
        new RuledColumn(
            "pg_catalog.text",
            25,
            null,
            "'pending'",
            new HeldValue("pending", "pending".getBytes(StandardCharsets.UTF_8), Family.OTHER));
    return new Catalog(
        Map.of(
            "orders", List.of(orders(rule)),
            "customers", List.of(relation("customers", "id", "name")),
            "archive", List.of(relation("archive", "id", "status"))),
        Map.of(
            rule.name(),
            rule.defaultValue() == null ? resolved : resolved.withDefault(rule.defaultValue())),
        Set.of("count", "max", "sum"),
        new DefaultSearchPaths("public", Map.of()),
        Map.of("generate_series", List.of()),
        Set.of("generate_series"));
  }

  /** The column is there from readable on. */
  private static Relation orders(Rule rule) {
    return rule.phase() == Phase.ABSENT
        ? relation("orders", "id", "customer_id", "note")
        : relation("orders", "id", "customer_id", "note", "status");
  }

  private static Relation relation(String name, String... columns) {
    List<Column> list =
        Arrays.stream(columns).map(column -> new Column(column, false, false, false)).toList();
    return new Relation("public", name, list, List.of());
  }

  static RuleSetRewriter rewriter(Rule rule) {
    return rewriter(rule, 1);
  }

  static RuleSetRewriter rewriter(Rule rule, long epoch) {
    Catalog catalog = catalog(rule);
    return new RuleSetRewriter(epoch, List.of(ActiveRule.of(rule, catalog)), catalog, 1 << 20);
  }

  static SessionState session() {
    SessionState session = new SessionState("service", "shop");
    session.applicationName("shop-v2");
    return session;
  }
}
