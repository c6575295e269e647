package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.HeldValue;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CatalogCheckTest {

  private static final Column ID = new Column("id", true, true, false);
  private static final Column NULLABLE = new Column("status", false, true, false);
  private static final Column NOT_NULL = new Column("status", true, true, false);

  @Test
  void absentNeedsOnlyTheTable() {
    assertThat(problems(Phase.ABSENT, table(true, ID))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"READABLE", "WRITABLE", "BACKFILLED", "COMPLETE"})
  void laterPhasesNeedTheColumn(Phase phase) {
    assertThat(problems(phase, table(true, ID)))
        .containsExactly(
            "rules.yaml:2: phase %s, but column public.orders.status does not exist;"
                    .formatted(phase.label())
                + " expected phase absent until it does");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"BACKFILLED", "COMPLETE"})
  void directReadsNeedNotNull(Phase phase) {
    assertThat(problems(phase, table(true, ID, NULLABLE)))
        .containsExactly(
            "rules.yaml:2: phase %s, but column public.orders.status is not NOT NULL;"
                    .formatted(phase.label())
                + " expected phase writable until it is");
    assertThat(problems(phase, table(true, ID, NOT_NULL))).isEmpty();
  }

  @Test
  void aMissingTableIsNamed() {
    Catalog empty = new Catalog(Map.of(), Map.of());

    assertThat(CatalogCheck.problems(rules(Phase.ABSENT), empty, "shop"))
        .containsExactly("rules.yaml:2: table public.orders does not exist in database shop");
  }

  @Test
  void aPartitionIsNotTaken() {
    assertThat(problems(Phase.ABSENT, table(false, ID)))
        .singleElement()
        .asString()
        .contains("public.orders is not an ordinary table");
  }

  @Test
  void aTypeThatTheDatabaseDoesNotKnowIsNamed() {
    Catalog catalog = new Catalog(Map.of("orders", List.of(table(true, ID))), Map.of());

    assertThat(CatalogCheck.problems(rules(Phase.ABSENT), catalog, "shop"))
        .singleElement()
        .asString()
        .contains("type text or value 'pending'");
  }

  private static List<String> problems(Phase phase, Relation table) {
    RuledColumn column =
        new RuledColumn(
            "pg_catalog.text", 25, null, "'pending'", new HeldValue("pending", new byte[0], false));
    Catalog catalog =
        new Catalog(Map.of("orders", List.of(table)), Map.of("public.orders.status", column));
    return CatalogCheck.problems(rules(phase), catalog, "shop");
  }

  private static Relation table(boolean ordinary, Column... columns) {
    return new Relation("public", "orders", List.of(columns), ordinary, List.of());
  }

  private static RuleSet rules(Phase phase) {
    return new RuleSet(
        List.of(
            new Rule(
                "public",
                "orders",
                "status",
                "text",
                "'pending'",
                false,
                phase,
                null,
                List.of(),
                Rule.HeldWrites.REJECT,
                null,
                Rule.Untreatable.REFUSE,
                "rules.yaml:2")));
  }
}
