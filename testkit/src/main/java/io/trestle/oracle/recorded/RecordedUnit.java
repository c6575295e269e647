package io.trestle.oracle.recorded;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A transaction as a tool sent it, or a statement outside of any. It is replayed in a transaction
 * that is rolled back.
 *
 * @param origin tool, scenario and number within the recording
 * @param statements at least one
 */
record RecordedUnit(String origin, List<RecordedStatement> statements) {

  RecordedUnit {
    statements = List.copyOf(statements);
  }

  /** Whether one of its statements names a table. */
  boolean mentions(Pattern table) {
    return statements.stream().anyMatch(statement -> statement.mentions(table));
  }

  /** Whether tables may differ at its end. */
  boolean writes() {
    return statements.stream().anyMatch(RecordedStatement::writes);
  }

  boolean ownTransaction() {
    return statements.get(0).begins();
  }

  /** What is replayed: all but the statement that ends the transaction. */
  List<RecordedStatement> replayed() {
    int last = statements.size() - 1;
    boolean ended = ownTransaction() && statements.get(last).ends();
    return ended ? statements.subList(0, last) : statements;
  }
}
