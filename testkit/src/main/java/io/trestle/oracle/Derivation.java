package io.trestle.oracle;

import io.trestle.oracle.Stage.Content;
import java.util.List;

/**
 * The triggers that keep a column right whose value is computed from its row.
 *
 * @param scenario what the column is
 * @param stage how far the migration is
 */
record Derivation(Scenario scenario, Stage stage) {

  /** The rows of the schema have ids up to this; what cases insert has higher ones. */
  private static final int LAST_ROW = 12;

  /** Whether a migration has set up by now what fills new rows. */
  boolean fills() {
    return !stage.isBefore(scenario.filledFrom());
  }

  /** Whether unfilled rows still follow the columns that the value is computed from. */
  boolean follows() {
    return List.of("absent", "readable").contains(stage.phase());
  }

  /** What fills a new row, as a migration sets it up. */
  String fill() {
    return trigger("fill", "INSERT", "NEW.%s IS NULL".formatted(scenario.column()));
  }

  /** What has a row follow, where it is unfilled in a database of this stage. */
  String follow() {
    String unchanged = "NEW.%1$s IS NOT DISTINCT FROM OLD.%1$s".formatted(scenario.column());
    return trigger(
        "follow",
        "UPDATE OF " + String.join(", ", scenario.sources()),
        unchanged + " AND " + unfilled());
  }

  private String unfilled() {
    if (stage.phase().equals("absent")) {
      return "true";
    }
    String rows = stage.content() == Content.MIXED ? "OLD.id % 4 = 0" : "OLD.id % 3 <> 0";
    return fills()
        ? "OLD.id <= " + LAST_ROW + " AND " + rows
        : "(OLD.id > " + LAST_ROW + " OR " + rows + ")";
  }

  private String trigger(String name, String event, String condition) {
    return """
    CREATE FUNCTION %1$s_%2$s() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
    BEGIN
      NEW.%2$s := (SELECT %3$s FROM (SELECT (NEW).*) AS r);
      RETURN NEW;
    END $$;
    CREATE TRIGGER %1$s_%2$s BEFORE %4$s ON %5$s FOR EACH ROW WHEN (%6$s)
    EXECUTE FUNCTION %1$s_%2$s();
    """
        .formatted(name, scenario.column(), scenario.value(), event, scenario.table(), condition);
  }
}
