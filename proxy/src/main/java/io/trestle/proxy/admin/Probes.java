package io.trestle.proxy.admin;

import java.util.Map;

/** The questions of pools, drivers and tools that are no commands, and their answers. */
final class Probes {

  /** Column and value, by the question without blanks. */
  static final Map<String, Table> ANSWERS =
      Map.ofEntries(
          Map.entry("1", one()),
          Map.entry("version()", text("version", AdminConsole.VERSION_TEXT)),
          Map.entry("current_database()", text("current_database", AdminConsole.DATABASE)),
          Map.entry("current_catalog", text("current_catalog", AdminConsole.DATABASE)),
          Map.entry("current_schema()", text("current_schema", "public")),
          Map.entry("current_schema", text("current_schema", "public")),
          Map.entry("pg_advisory_unlock_all()", text("pg_advisory_unlock_all", "")),
          Map.entry("pg_is_in_recovery()", text("pg_is_in_recovery", "f")));

  private Probes() {}

  private static Table one() {
    return Table.of("?column?#").row(1L);
  }

  private static Table text(String column, String value) {
    return Table.single(column, value);
  }
}
