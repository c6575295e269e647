package io.trestle.proxy.session;

import io.trestle.proxy.wire.RowDescription;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The columns by which a client knows a statement that it has had described; empty until the server
 * has told. Confined to the session's event loop.
 */
final class Shape implements Consumer<RowDescription> {

  /** What a column takes in memory beside its name, in bytes, about. */
  private static final int COLUMN_OVERHEAD = 80;

  private final String statement;
  private final Statements statements;
  private @Nullable RowDescription columns;
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
  public void accept(RowDescription told) {
    int bytes = told.columns().stream().mapToInt(c -> COLUMN_OVERHEAD + c.name().length()).sum();
    tooLarge = !statements.shaped(statement, this, bytes);
    if (!tooLarge) {
      columns = told;
      weight = bytes;
    }
  }

  /** Null where the server has not told, as where it could not describe the statement. */
  @Nullable RowDescription columns() {
    return columns;
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
