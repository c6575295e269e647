package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.HeldValue;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CatalogCheckTest {

  private static final Column ID = new Column("id", true, true, false);
  private static final Column NULLABLE = new Column("status", false, true, false);
  private static final Column NOT_NULL = new Column("status", true, true, false);

  @Test
  void absentNeedsOnlyTheTable() {
    assertThat(problems(Phase.ABSENT, table(ID))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"READABLE", "WRITABLE", "BACKFILLED", "COMPLETE"})
  void laterPhasesNeedTheColumn(Phase phase) {
    assertThat(problems(phase, table(ID)))
        .contains(
            "phase %s, but column public.orders.status does not exist;".formatted(phase.label())
                + " expected phase absent until it does");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"BACKFILLED", "COMPLETE"})
  void directReadsNeedNotNull(Phase phase) {
    assertThat(problems(phase, table(ID, NULLABLE)))
        .contains(
            "phase %s, but column public.orders.status is not NOT NULL;".formatted(phase.label())
                + " expected phase writable until it is");
    assertThat(problems(phase, table(ID, NOT_NULL))).isEmpty();
  }

  @Test
  void rowsOfAColumnThatAllowsNullHoldItsDefault() {
    Column bare = new Column("status", false, false, false);

    assertThat(problems(nullable(Phase.READABLE, "'pending'"), table(ID, bare)))
        .contains(
            "phase readable, but column public.orders.status has no default, so that its rows do"
                + " not hold 'pending'; expected it to be added with DEFAULT 'pending'");
    assertThat(problems(nullable(Phase.READABLE, "'pending'"), table(ID, NULLABLE))).isEmpty();
    assertThat(problems(nullable(Phase.READABLE, "NULL"), table(ID, bare))).isEmpty();
    assertThat(problems(nullable(Phase.COMPLETE, "'pending'"), table(ID, bare))).isEmpty();
  }

  @Test
  void aDefaultThatIsNotTheValueHasToBeThere() {
    Column bare = new Column("status", false, false, false);

    assertThat(problems(rule(Phase.WRITABLE, "'new'"), table(ID, bare)))
        .contains(
            "phase writable, but column public.orders.status has no default;"
                + " expected phase readable until it has 'new'");
    assertThat(problems(rule(Phase.READABLE, "'new'"), table(ID, bare))).isEmpty();
    assertThat(problems(rule(Phase.WRITABLE, "'new'"), table(ID, NULLABLE))).isEmpty();
  }

  @Test
  void aMissingTableIsNamed() {
    Catalog empty = Catalog.EMPTY;

    assertThat(CatalogCheck.problem(rule(Phase.ABSENT), empty, "shop"))
        .contains("table public.orders does not exist in database shop");
  }

  private static Optional<String> problems(Phase phase, Relation table) {
    return problems(rule(phase), table);
  }

  private static Optional<String> problems(Rule rule, Relation table) {
    RuledColumn column =
        new RuledColumn(
            "pg_catalog.text",
            25,
            null,
            "'pending'",
            new HeldValue("pending", new byte[0], HeldValue.Family.OTHER));
    Catalog catalog =
        new Catalog(
            Map.of("orders", List.of(table)),
            Map.of("public.orders.status", column),
            Set.of(),
            new DefaultSearchPaths(null, Map.of()));
    return CatalogCheck.problem(rule, catalog, "shop");
  }

  private static Relation table(Column... columns) {
    return new Relation("public", "orders", List.of(columns), List.of());
  }

  private static Rule rule(Phase phase) {
    return rule(phase, null);
  }

  private static Rule rule(Phase phase, @Nullable String defaultValue) {
    return rule(phase, "'pending'", defaultValue, false);
  }

  private static Rule nullable(Phase phase, String value) {
    return rule(phase, value, null, true);
  }

  private static Rule rule(
      Phase phase, String value, @Nullable String defaultValue, boolean nullable) {
    return new Rule(
        "public",
        "orders",
        "status",
        "text",
        value,
        defaultValue,
        nullable,
        phase,
        null,
        List.of(),
        Rule.HeldWrites.REJECT,
        null,
        Rule.Untreatable.REFUSE,
        "rules.yaml:2");
  }
}
