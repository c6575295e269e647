package io.trestle.proxy.session;

import io.trestle.proxy.wire.RowDescription;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of a statement that it has had described: its columns and the types of its
 * parameters. Empty until the server has told. Confined to the session's event loop.
 */
final class Shape implements Description {

  /** What a column takes in memory beside its name, in bytes, about. */
  private static final int COLUMN_OVERHEAD = 80;

  private static final int[] NONE = {};

  private final String statement;
  private final Statements statements;
  private @Nullable RowDescription columns;
  private int[] parameters = NONE;
  private boolean tooLarge;
  private int weight;

  /**
   * @param statement its name
   * @param statements whose bound in bytes it counts for
   */
  Shape(String statement, Statements statements) {
    this.statement = statement;
    this.statements = statements;
  }

  @Override
  public void parameters(int[] oids) {
    if (takes(Integer.BYTES * oids.length)) {
      parameters = oids;
    }
  }

  @Override
  public void columns(RowDescription told) {
    int bytes = told.columns().stream().mapToInt(c -> COLUMN_OVERHEAD + c.name().length()).sum();
    if (takes(bytes)) {
      columns = told;
    }
  }

  private boolean takes(int bytes) {
    tooLarge |= !statements.shaped(statement, this, bytes);
    weight += tooLarge ? 0 : bytes;
    return !tooLarge;
  }

  /** Null where the server has not told, as where it could not describe the statement. */
  @Nullable RowDescription columns() {
    return columns;
  }

  /** The types that the client did not declare, in the places of those that it did, too. */
  int[] parameters() {
    return parameters;
  }

  /** Whether there was no room to keep it. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** Roughly what it takes in memory, in bytes. */
  int weight() {
    return weight;
  }
}
