package io.trestle.migrator.model;

/** A statement that writes. Only services that know C name it, or mean its default. */
enum Statement {
  INSERT_UNAWARE("INSERT by a service that does not know C", true, false),
  INSERT_OMITTING("INSERT that leaves C out", true, true),
  INSERT_DEFAULT("INSERT of DEFAULT", true, true),
  INSERT_V("INSERT of V", true, true),
  INSERT_OTHER("INSERT of another value", true, true),
  INSERT_NULL("INSERT of NULL", true, true),
  UPDATE_DEFAULT("UPDATE of C to DEFAULT", false, true),
  UPDATE_V("UPDATE of C to V", false, true),
  UPDATE_OTHER("UPDATE of C to another value", false, true),
  UPDATE_NULL("UPDATE of C to NULL", false, true),
  UPDATE_SOURCE("UPDATE of the source column", false, false);

  final String text;
  final boolean insert;
  final boolean knowsColumn;

  Statement(String text, boolean insert, boolean knowsColumn) {
    this.text = text;
    this.insert = insert;
    this.knowsColumn = knowsColumn;
  }

  /** Whether it makes a difference for such a column. */
  boolean concerns(Column column) {
    return switch (this) {
      case INSERT_V, UPDATE_V -> column != Column.DERIVED; // no value is known to be a derived V
      case INSERT_NULL, UPDATE_NULL -> column != Column.NULLABLE; // there it is another value
      case UPDATE_SOURCE -> column == Column.DERIVED;
      default -> true;
    };
  }
}
