package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which column is set to itself where SQL wants one to be set. */
class RuledTableTest {

  private static RuledTable table(Column... columns) throws Exception {
    Rule rule =
        RulesFile.parse(
                "r.yaml",
                """
                rules:
                  - table: public.orders
                    column: status
                    type: text
                    value: "'pending'"
                    phase: absent
                """)
            .rules()
            .get(0);
    Catalog shop = Shop.catalog(rule);
    Relation orders = new Relation("public", "orders", List.of(columns), List.of());
    Catalog catalog =
        new Catalog(
            Map.of("orders", List.of(orders)),
            shop.columns(),
            shop.aggregates(),
            shop.searchPaths());
    return Objects.requireNonNull(RuledTable.of(List.of(ActiveRule.of(rule, catalog)), Set.of()));
  }

  private static Column plain(String name) {
    return new Column(name, false, false, false);
  }

  private static Column watched(String name) {
    return new Column(name, false, false, false, false, true);
  }

  @Test
  void theLastColumnThatNothingWatches() throws Exception {
    RuledTable table = table(plain("first"), plain("note"), watched("code"), watched("created"));

    assertThat(table.ordinaryColumn(Set.of())).isEqualTo("note");
    assertThat(table.ordinaryColumn(Set.of("note"))).isEqualTo("first");
  }

  @Test
  void aWatchedOneWhereThereIsNoOther() throws Exception {
    Column always = new Column("made", false, true, true);

    assertThat(table(watched("id"), watched("code"), always).ordinaryColumn(Set.of()))
        .isEqualTo("code");
  }
}
