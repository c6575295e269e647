package io.trestle.oracle;

import java.util.List;

/** The scenarios of the project. */
public final class Scenarios {

  private static final String TABLE = "public.orders";
  private static final String COLUMN = "fulfillment_status";

  private Scenarios() {}

  /** All of them. */
  public static List<Scenario> all() {
    return List.of(
        new Scenario(
            "status_text",
            TABLE,
            COLUMN,
            "text",
            null,
            "'pending'",
            List.of("'shipped'", "'cancelled'"),
            Audience.KNOWS,
            List.of(
                "select.sql",
                "joins.sql",
                "subqueries.sql",
                "ordering.sql",
                "shape.sql",
                "errors.sql",
                "parameters.sql",
                "insert.sql",
                "conflict.sql",
                "update.sql",
                "delete.sql",
                "transactions.sql",
                "elsewhere.sql")),
        new Scenario(
            "status_unaware",
            TABLE,
            COLUMN,
            "text",
            null,
            "'pending'",
            List.of("'shipped'", "'cancelled'"),
            Audience.UNAWARE,
            List.of("unaware.sql", "elsewhere.sql")),
        typed("status_varchar", "varchar(12)", null, "'pending'", "'shipped'", "'cancelled'"),
        typed("status_collated", "text", "C", "'pending'", "'Shipped'", "'äther'"),
        typed("discount_numeric", "numeric(6,2)", null, "2.50", "0", "-17.125"),
        typed("priority_integer", "integer", null, "0", "5", "-3"),
        typed("flag_boolean", "boolean", null, "false", "true", "true"),
        typed(
            "due_timestamp",
            "timestamptz",
            null,
            "'2026-01-01 00:00:00+00'",
            "'2026-06-01 12:00:00+00'",
            "'2025-02-03 04:05:06+00'"),
        typed("mood_enum", "public.mood", null, "'calm'", "'glad'", "'sad'"),
        typed("grade_domain", "public.grade", null, "'b'", "'a'", "'c'"));
  }

  /** A scenario over a type other than text, with the cases of that type. */
  private static Scenario typed(
      String name,
      String type,
      @org.jspecify.annotations.Nullable String collation,
      String value,
      String other,
      String another) {
    return new Scenario(
        name,
        TABLE,
        "extra",
        type,
        collation,
        value,
        List.of(other, another),
        Audience.KNOWS,
        List.of("typed/common.sql", "typed/" + name + ".sql"));
  }
}
