package io.trestle.cli;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.Relation;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.HeldValue;
import io.trestle.inspect.StatementText;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The catalog of a database that nobody asked: it has the rules' tables, with made-up columns. What
 * comes out the same whatever these are does not depend on them.
 */
final class OfflineCatalog {

  /** What a server has where nobody has set another. */
  private static final String SEARCH_PATH = "\"$user\", public";

  /** The aggregate functions that every PostgreSQL has. */
  private static final Set<String> AGGREGATES =
      Set.of(
          "any_value",
          "array_agg",
          "avg",
          "bit_and",
          "bit_or",
          "bit_xor",
          "bool_and",
          "bool_or",
          "corr",
          "count",
          "covar_pop",
          "covar_samp",
          "cume_dist",
          "dense_rank",
          "every",
          "json_agg",
          "json_agg_strict",
          "json_object_agg",
          "jsonb_agg",
          "jsonb_agg_strict",
          "jsonb_object_agg",
          "max",
          "min",
          "mode",
          "percent_rank",
          "percentile_cont",
          "percentile_disc",
          "range_agg",
          "range_intersect_agg",
          "rank",
          "regr_avgx",
          "regr_avgy",
          "regr_count",
          "regr_intercept",
          "regr_r2",
          "regr_slope",
          "regr_sxx",
          "regr_sxy",
          "regr_syy",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "string_agg",
          "sum",
          "var_pop",
          "var_samp",
          "variance",
          "xmlagg");

  private static final Set<String> SET_RETURNING =
      Set.of(
          "generate_series",
          "generate_subscripts",
          "json_array_elements",
          "json_array_elements_text",
          "json_each",
          "json_each_text",
          "json_object_keys",
          "json_populate_recordset",
          "jsonb_array_elements",
          "jsonb_array_elements_text",
          "jsonb_each",
          "jsonb_each_text",
          "jsonb_object_keys",
          "jsonb_path_query",
          "jsonb_populate_recordset",
          "regexp_matches",
          "regexp_split_to_table",
          "string_to_table",
          "unnest");

  private OfflineCatalog() {}

  /**
   * The catalog for rules.
   *
   * @param madeUpColumns how many columns each table has beside the ruled ones
   */
  static Catalog of(RuleSet rules, int madeUpColumns) {
    Map<String, List<Relation>> relations = new HashMap<>();
    Map<String, RuledColumn> columns = new HashMap<>();
    for (Rule rule : rules.rules()) {
      List<Relation> sameName = relations.computeIfAbsent(rule.table(), name -> new ArrayList<>());
      if (sameName.stream().noneMatch(table -> table.schema().equals(rule.schema()))) {
        sameName.add(table(rule, madeUpColumns));
      }
      columns.put(
          rule.name(), rule.isDerived() ? derived(rule, madeUpColumns % 2 == 1) : column(rule));
    }
    return new Catalog(
        relations,
        columns,
        AGGREGATES,
        new DefaultSearchPaths(SEARCH_PATH, Map.of()),
        Map.of(),
        SET_RETURNING);
  }

  private static Relation table(Rule rule, int madeUpColumns) {
    List<Relation.Column> columns = new ArrayList<>();
    for (int i = 1; i <= madeUpColumns; i++) {
      columns.add(
          new Relation.Column("made_up_" + i + "_of_" + madeUpColumns, false, false, false));
    }
    return new Relation(rule.schema(), rule.table(), columns, List.of());
  }

  /**
   * A derived value as it was written. Which of its words are columns only a database can say: none
   * in one picture, all of them in the other.
   */
  private static RuledColumn derived(Rule rule, boolean readsColumns) {
    Set<String> sources =
        readsColumns
            ? StatementText.of(rule.value()).map(StatementText::names).orElse(Set.of())
            : Set.of();
    return new RuledColumn(
        rule.type(),
        0,
        rule.collation(),
        new DerivedValue(List.of(rule.value()), List.of(), sources, rule.collation()));
  }

  private static RuledColumn column(Rule rule) {
    String value = rule.value();
    boolean quoted = value.length() >= 2 && value.startsWith("'") && value.endsWith("'");
    String text = quoted ? value.substring(1, value.length() - 1).replace("''", "'") : value;
    HeldValue.Family family = quoted ? HeldValue.Family.OTHER : HeldValue.Family.SCALED;
    RuledColumn column =
        new RuledColumn(
            rule.type(), 0, rule.collation(), value, new HeldValue(text, new byte[0], family));
    return rule.defaultValue() == null ? column : column.withDefault(rule.defaultValue());
  }
}
