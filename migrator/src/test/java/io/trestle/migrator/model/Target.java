package io.trestle.migrator.model;

import io.trestle.migrator.model.Treatment.Outcome;

/** What the target database holds after a statement: the other half of {@link Row}. */
final class Target {

  /** What became of a statement. */
  enum Answer {
    DONE,
    NOT_NULL_VIOLATION
  }

  private Target() {}

  /** What a service gets that knows C; one that does not names no C that may be NULL. */
  static Answer answer(Column column, Statement statement) {
    boolean fails =
        switch (statement) {
          case INSERT_NULL -> column != Column.DERIVED;
          case UPDATE_NULL -> true;
          case UPDATE_DEFAULT -> column == Column.DERIVED;
          default -> false;
        };
    return fails ? Answer.NOT_NULL_VIOLATION : Answer.DONE;
  }

  /**
   * C after an INSERT. A service that does not know C "leaves the row unfilled, as long as the
   * database has no default" of its own. A derived C is stored once the trigger is there; "up to
   * then a row that is unfilled follows the columns that V reads".
   */
  static Value inserted(Column column, Statement statement, Schema schema, int source) {
    return switch (statement) {
      case INSERT_OTHER -> Value.OTHER;
      case INSERT_V -> Value.NULL;
      case INSERT_UNAWARE -> omitted(column, schema.filler(), source);
      default -> omitted(column, schema.filler() || column == Column.OWN_DEFAULT, source);
    };
  }

  private static Value omitted(Column column, boolean filled, int source) {
    return switch (column) {
      case CONSTANT, NULLABLE -> Value.NULL;
      case OWN_DEFAULT -> filled ? Value.OTHER : Value.NULL;
      case DERIVED -> filled ? column.value(source) : Value.NULL;
    };
  }

  /** C after an UPDATE that does not fail. */
  static Value updated(Column column, Statement statement, Outcome outcome, Row old) {
    return switch (statement) {
      case UPDATE_OTHER -> Value.OTHER;
      case UPDATE_V -> Value.NULL;
      case UPDATE_DEFAULT -> column == Column.OWN_DEFAULT ? Value.OTHER : Value.NULL;
      default -> outcome == Outcome.FROZEN ? old.answer(column) : old.expected();
    };
  }
}
