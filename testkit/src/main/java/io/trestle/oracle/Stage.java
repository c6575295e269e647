package io.trestle.oracle;

import java.util.List;

/**
 * A phase together with a state in which the database may be found in it.
 *
 * @param label its name in reports
 * @param phase the phase in the rule
 * @param column whether and how the column is there
 * @param content what the rows hold
 */
public record Stage(String label, String phase, Presence column, Content content) {

  /** Whether and how the column is physically there. */
  public enum Presence {
    MISSING,
    NULLABLE,
    NOT_NULL
  }

  /** What the rows hold in the column, as the reference database shows it. */
  public enum Content {
    /** V everywhere; physically nothing, or V in some rows. */
    UNIFORM,
    /**
     * V in some rows and other values in others; physically unfilled rows among them where the
     * column is nullable.
     */
    MIXED
  }

  /** Whether its phase comes before another one. */
  boolean isBefore(String other) {
    List<String> phases = ALL.stream().map(Stage::phase).distinct().toList();
    return phases.indexOf(phase) < phases.indexOf(other);
  }

  /** All stages, in the order of a migration. */
  public static final List<Stage> ALL =
      List.of(
          new Stage("absent", "absent", Presence.MISSING, Content.UNIFORM),
          new Stage("absent, column there", "absent", Presence.NULLABLE, Content.UNIFORM),
          new Stage("readable", "readable", Presence.NULLABLE, Content.UNIFORM),
          new Stage("readable beside writable", "readable", Presence.NULLABLE, Content.MIXED),
          new Stage("writable", "writable", Presence.NULLABLE, Content.MIXED),
          new Stage("backfilled", "backfilled", Presence.NOT_NULL, Content.MIXED),
          new Stage("complete", "complete", Presence.NOT_NULL, Content.MIXED));
}
