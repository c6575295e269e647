package io.trestle.cli.statements;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Statements, one after the other. Holds one at a time. Not thread-safe. */
public interface StatementSource extends Closeable {

  /**
   * The longest statement that is kept whole, in UTF-16 units: a little more than the engine
   * analyses, so that a longer one is judged as too large.
   */
  int MAX_CHARACTERS = (1 << 20) + 16;

  /**
   * The next statement, or null at the end.
   *
   * @throws IOException when the source cannot be read
   * @throws MalformedSourceException when it is not of its format
   */
  @Nullable LoggedStatement next() throws IOException, MalformedSourceException;

  /** How many entries were left out so far because they hold no whole statement. */
  default long skipped() {
    return 0;
  }
}
