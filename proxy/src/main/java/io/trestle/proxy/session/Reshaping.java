package io.trestle.proxy.session;

import io.trestle.engine.SqlError;
import io.trestle.proxy.wire.Projection;
import io.trestle.proxy.wire.RowDescription;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a statement that was parsed again are given the shape by which its client knows
 * it. Undecided until the server has told what shape they have now. Confined to the session's event
 * loop.
 */
final class Reshaping implements Description {

  /** What the server itself says where a statement has to give other columns than before. */
  static final SqlError CHANGED =
      new SqlError(
          "0A000",
          "cached plan must not change result type",
          null,
          null,
          0,
          null,
          null,
          null,
          null,
          "RevalidateCachedQuery");

  private final Shape wanted;
  private boolean asked;
  private boolean decided;
  private @Nullable Projection projection;

  Reshaping(Shape wanted) {
    this.wanted = wanted;
  }

  @Override
  public void columns(RowDescription actual) {
    decided = true;
    RowDescription columns = wanted.columns();
    if (columns != null) {
      projection = Projection.of(columns, actual);
    } else if (!wanted.tooLarge()) {
      projection = Projection.IDENTITY; // the client was told nothing
    }
  }

  /** Whether the server has to be asked; true only the first time. */
  boolean ask() {
    boolean first = !asked;
    asked = true;
    return first;
  }

  boolean isDecided() {
    return decided;
  }

  /** Null where it is impossible. */
  @Nullable Projection projection() {
    return projection;
  }
}
