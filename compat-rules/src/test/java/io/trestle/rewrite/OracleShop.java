package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of the oracle's schema, as a catalog by hand. */
final class OracleShop {

  private static final String[] ORDERS = {"id", "customer_id", "amount", "note", "created", "code"};

  private OracleShop() {}

  static RuleSetRewriter rewriter(Rule rule) {
    List<String> orders = new ArrayList<>(List.of(ORDERS));
    List<String> archive = new ArrayList<>(List.of(ORDERS));
    archive.addAll(List.of(rule.column(), "extra"));
    if (rule.phase() != Phase.ABSENT) {
      orders.add(rule.column());
    }
    Map<String, List<Relation>> relations = new HashMap<>();
    add(relations, "orders", orders);
    add(relations, "archive", archive);
    add(relations, "customers", List.of("id", "name", "city", "vip"));
    add(relations, "shipments", List.of("order_id", rule.column(), "carrier"));
    add(relations, "order_items", List.of("item_id", "order_id", "product", "quantity", "price"));
    Catalog catalog =
        new Catalog(
            relations,
            Shop.catalog(rule).columns(),
            Set.of(
                "count",
                "max",
                "min",
                "sum",
                "avg",
                "string_agg",
                "array_agg",
                "bool_and",
                "bool_or",
                "every",
                "mode",
                "percentile_disc"),
            new DefaultSearchPaths("public", Map.of()));
    return new RuleSetRewriter(1, List.of(ActiveRule.of(rule, catalog)), catalog, 1 << 24);
  }

  private static void add(
      Map<String, List<Relation>> relations, String name, List<String> columns) {
    List<Column> list =
        columns.stream().map(column -> new Column(column, false, false, false)).toList();
    relations.put(name, List.of(new Relation("public", name, list, List.of())));
  }
}
