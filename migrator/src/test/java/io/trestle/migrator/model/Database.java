package io.trestle.migrator.model;

import io.trestle.migrator.model.Treatment.Outcome;

/** What PostgreSQL makes of the statements that reach it. */
final class Database {

  private Database() {}

  /** What a new row holds: its DEFAULT, and what the trigger makes of NULL. */
  static Value inserted(Column column, Outcome outcome, Schema schema, int source) {
    Value given =
        switch (outcome) {
          case VALUE -> column.value(source);
          case OTHER -> Value.OTHER;
          case LEFT_OUT, DEFAULT -> byDefault(column, schema);
          default -> Value.NULL;
        };
    boolean triggered = column == Column.DERIVED && schema.filler() && given == Value.NULL;
    return triggered ? column.value(source) : given;
  }

  /** What a row holds after an UPDATE. */
  static Value updated(Column column, Outcome outcome, Schema schema, Row old) {
    return switch (outcome) {
      case VALUE -> column.value(old.source());
      case OTHER -> Value.OTHER;
      case DEFAULT -> byDefault(column, schema);
      case FROZEN -> old.stored() == Value.NULL ? column.value(old.source()) : old.stored();
      case NULL -> Value.NULL;
      default -> old.stored();
    };
  }

  private static Value byDefault(Column column, Schema schema) {
    if (!schema.filler()) {
      return Value.NULL;
    }
    return switch (column) {
      case CONSTANT, NULLABLE -> Value.ZERO;
      case OWN_DEFAULT -> Value.OTHER;
      case DERIVED -> Value.NULL;
    };
  }

  /** Whether a statement with that outcome names C. */
  static boolean names(Outcome outcome) {
    return outcome != Outcome.LEFT_OUT;
  }
}
