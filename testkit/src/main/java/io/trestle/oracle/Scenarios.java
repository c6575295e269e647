package io.trestle.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scenarios of the project. */
public final class Scenarios {

  private static final List<String> SCHEMA = List.of("schema.sql");

  /** With a schema whose objects would like to be taken for pg_catalog's. */
  private static final List<String> HOSTILE_SCHEMA = List.of("schema.sql", "schema-hostile.sql");

  /** The sessions that know the column, where not all do. */
  private static final String NEWER = "orders-v2*";

  private static final Companion PRIORITY =
      new Companion("public.orders", "priority", "integer", "3", List.of("1", "-7"), true, 2);

  private static final Companion SCORE =
      new Companion(
          "public.orders", "score", "numeric(4,1)", "0.5", List.of("9.9", "12"), false, 5);

  private static final Companion TIER =
      new Companion(
          "public.customers", "tier", "text", "'basic'", List.of("'gold'", "'old'"), true, 4);

  private Scenarios() {}

  /** All of them. */
  public static List<Scenario> all() {
    return List.of(
        status(
            "status_text",
            Audience.KNOWS,
            null,
            SCHEMA,
            "select.sql",
            "joins.sql",
            "subqueries.sql",
            "ordering.sql",
            "shape.sql",
            "errors.sql",
            "parameters.sql",
            "insert.sql",
            "insert-query.sql",
            "conflict.sql",
            "whole-rows.sql",
            "forms.sql",
            "merge.sql",
            "update.sql",
            "rows.sql",
            "delete.sql",
            "transactions.sql",
            "copy.sql",
            "elsewhere.sql",
            "generated.sql"),
        status(
            "status_unaware",
            Audience.UNAWARE,
            NEWER,
            SCHEMA,
            "unaware.sql",
            "copy-unaware.sql",
            "elsewhere.sql"),
        status("status_kinds", Audience.KNOWS, null, SCHEMA, "kinds.sql", "prepared.sql"),
        status(
            "status_adversary",
            Audience.KNOWS,
            null,
            SCHEMA,
            "adversary.sql",
            "adversary-forms.sql",
            "adversary-more.sql",
            "computed.sql"),
        status(
            "status_adversary_unaware", Audience.UNAWARE, NEWER, SCHEMA, "adversary-unaware.sql"),
        status(
            "status_watched",
            Audience.KNOWS,
            null,
            List.of("schema.sql", "schema-watched.sql"),
            "watched.sql",
            "update.sql"),
        status(
                "status_undefaulted",
                Audience.KNOWS,
                null,
                SCHEMA,
                "undefaulted.sql",
                "undefaulted-aware.sql")
            .filledFrom("complete"),
        status("undefaulted_unaware", Audience.UNAWARE, NEWER, SCHEMA, "undefaulted.sql")
            .filledFrom("complete"),
        status("status_own_default", Audience.KNOWS, null, SCHEMA, "own-default.sql")
            .withDefault("'new'"),
        status("status_discarding", Audience.KNOWS, null, SCHEMA, "discarding.sql")
            .withOptions("held-writes: discard"),
        status("status_passing", Audience.KNOWS, null, SCHEMA, "passing.sql", "forms.sql")
            .withOptions(Scenario.PASS),
        status("status_switching", Audience.KNOWS, NEWER, SCHEMA, "switching.sql"),
        status(
            "status_two_schemas",
            Audience.KNOWS,
            null,
            List.of("schema.sql", "schema-legacy.sql"),
            "legacy.sql"),
        status(
            "status_search_path",
            Audience.KNOWS,
            null,
            List.of("schema.sql", "schema-legacy.sql", "schema-evil.sql"),
            "search-path.sql"),
        status("status_names", Audience.KNOWS, null, SCHEMA, "names.sql", "temporary.sql"),
        status(
            "status_partitioned",
            Audience.KNOWS,
            null,
            List.of("schema-partitioned.sql"),
            "partitions.sql"),
        status(
            "status_inherited",
            Audience.KNOWS,
            null,
            List.of("schema-inherited.sql"),
            "inheritance.sql"),
        status(
            "status_partitioned_unaware",
            Audience.UNAWARE,
            NEWER,
            List.of("schema-partitioned.sql"),
            "partitions-unaware.sql"),
        status(
            "status_inherited_unaware",
            Audience.UNAWARE,
            NEWER,
            List.of("schema-inherited.sql"),
            "inheritance-unaware.sql"),
        status(
                "several_rules",
                Audience.KNOWS,
                null,
                SCHEMA,
                "several.sql",
                "copy-several.sql",
                "select.sql",
                "update.sql",
                "rows.sql")
            .with(PRIORITY, SCORE, TIER),
        typed("status_varchar", "varchar(12)", null, "'pending'", "'shipped'", "'cancelled'"),
        typed("status_collated", "text", "C", "'pending'", "'Shipped'", "'äther'"),
        typed("discount_numeric", "numeric(6,2)", null, "2.50", "0", "-17.125"),
        typed("priority_integer", "integer", null, "0", "5", "-3"),
        typed("flag_boolean", "boolean", null, "false", "true", "true"),
        typed(
            "due_timestamp",
            "timestamp(3) with time zone",
            null,
            "'2026-01-01 00:00:00+00'",
            "'2026-06-01 12:00:00+00'",
            "'2025-02-03 04:05:06+00'"),
        typed("mood_enum", "public.mood", null, "'calm'", "'glad'", "'sad'"),
        typed("grade_domain", "public.grade", null, "'b'", "'a'", "'c'"),
        typed("tags_array", "text[]", null, "'{mail}'", "'{}'", "'{new,mail}'"),
        typed("code_char", "char(8)", null, "'pending'", "'shipped'", "'x'"),
        typed("words_array", "text[]", null, "'{pending,new}'", "'{shipped}'", "'{}'"),
        derivedStatus("derived_status", Audience.KNOWS, null)
            .withCases(
                "derived-status.sql",
                "select.sql",
                "joins.sql",
                "subqueries.sql",
                "ordering.sql",
                "shape.sql",
                "delete.sql"),
        derivedStatus("derived_unaware", Audience.UNAWARE, NEWER)
            .withCases("unaware.sql", "elsewhere.sql"),
        derived(
                "derived_numeric",
                "numeric(8,2)",
                null,
                "amount * coalesce(customer_id, 0) / 4",
                "0",
                "-17.125")
            .derivedFrom("amount", "customer_id"),
        derived(
                "derived_boolean",
                "boolean",
                null,
                "amount > 20 AND note IS NOT NULL",
                "true",
                "false")
            .derivedFrom("amount", "note"),
        derived(
                "derived_collated",
                "text",
                "C",
                "lower(coalesce(note, 'None')) || CASE WHEN code IN ('A1', 'B2') THEN '!' ELSE"
                    + " 'Ä' END",
                "'Shipped'",
                "'äther'")
            .derivedFrom("note", "code")
            .withCases("derived.sql", "derived-text.sql", "hostile.sql"),
        filled("derived_filled").filledFrom("complete").withCases("filled.sql"),
        filled("derived_untriggered")
            .filledFrom("backfilled")
            .withCases("filled.sql", "unfilled.sql"),
        filled("derived_triggered").withCases("filled.sql", "unfilled.sql"),
        new Scenario(
            "constant_hostile",
            "public.orders",
            "extra",
            "text",
            "C",
            "'pending'",
            List.of("'shipped'", "'cancelled'"),
            Audience.KNOWS,
            null,
            HOSTILE_SCHEMA,
            List.of("hostile.sql")),
        status("status_nullable", Audience.KNOWS, null, SCHEMA, "nullable.sql", "joins.sql")
            .nullable(),
        status("status_nullable_unaware", Audience.UNAWARE, NEWER, SCHEMA, "unaware.sql")
            .nullable(),
        ofNull("status_null", Audience.KNOWS, null, "null.sql", "select.sql"),
        ofNull("status_null_unaware", Audience.UNAWARE, NEWER, "unaware.sql"));
  }

  private static Scenario derivedStatus(String name, Audience audience, @Nullable String knownBy) {
    return new Scenario(
            name,
            "public.orders",
            "fulfillment_status",
            "text",
            null,
            "CASE WHEN created < '2026-02-04 00:00:00+00' AND amount > 7 THEN 'pending' ELSE 'shipped' END",
            List.of("'shipped'", "'cancelled'"),
            audience,
            knownBy,
            HOSTILE_SCHEMA,
            List.of())
        .derivedFrom("created", "amount");
  }

  /** A scenario whose value tells what is stored in the columns that it reads. */
  private static Scenario filled(String name) {
    return derived(
            name,
            "text",
            null,
            "CASE WHEN created < '2026-02-04 00:00:00+00' THEN 'early' ELSE 'late' END"
                + " || CASE WHEN amount = 10.01 THEN ' odd ' WHEN customer_id IS NULL THEN ' lone '"
                + " ELSE ' even ' END"
                + " || CASE WHEN length(note) = 40 THEN 'full' ELSE coalesce(note, 'none') END",
            "'shipped'",
            "'cancelled'")
        .derivedFrom("created", "amount", "customer_id", "note");
  }

  /** A scenario over a column {@code extra} whose value is computed from its row. */
  private static Scenario derived(
      String name,
      String type,
      @Nullable String collation,
      String value,
      String other,
      String another) {
    return new Scenario(
        name,
        "public.orders",
        "extra",
        type,
        collation,
        value,
        List.of(other, another),
        Audience.KNOWS,
        null,
        HOSTILE_SCHEMA,
        List.of("derived.sql", name.replace('_', '-') + ".sql"));
  }

  /**
   * The scenario over which statements are generated.
   *
   * @param knows whether the sessions know the column
   */
  public static Scenario generated(boolean knows) {
    return knows
        ? status("generated", Audience.KNOWS, null, SCHEMA)
        : status("generated_unaware", Audience.UNAWARE, NEWER, SCHEMA);
  }

  /** The project's own example: {@code orders.fulfillment_status}. */
  private static Scenario status(
      String name,
      Audience audience,
      @Nullable String knownBy,
      List<String> schemaFiles,
      String... caseFiles) {
    return new Scenario(
        name,
        "public.orders",
        "fulfillment_status",
        "text",
        null,
        "'pending'",
        List.of("'shipped'", "'cancelled'"),
        audience,
        knownBy,
        schemaFiles,
        List.of(caseFiles));
  }

  /** The same example without a default: every row holds NULL. */
  private static Scenario ofNull(
      String name, Audience audience, @Nullable String knownBy, String... caseFiles) {
    return new Scenario(
            name,
            "public.orders",
            "fulfillment_status",
            "text",
            null,
            "NULL",
            List.of("'shipped'", "'cancelled'"),
            audience,
            knownBy,
            SCHEMA,
            List.of(caseFiles))
        .nullable();
  }

  /** A scenario over a column {@code extra} of any type, with the cases of that type. */
  private static Scenario typed(
      String name,
      String type,
      @Nullable String collation,
      String value,
      String other,
      String another) {
    return new Scenario(
        name,
        "public.orders",
        "extra",
        type,
        collation,
        value,
        List.of(other, another),
        Audience.KNOWS,
        null,
        SCHEMA,
        List.of("typed/common.sql", "typed/" + name + ".sql"));
  }
}
