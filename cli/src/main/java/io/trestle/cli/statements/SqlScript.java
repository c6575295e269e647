package io.trestle.cli.statements;

import io.trestle.inspect.StatementSplitter;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Statements that end with semicolons. */
final class SqlScript implements StatementSource {

  private final String name;
  private final StatementSplitter splitter;

  SqlScript(String name, Reader reader) {
    this.name = name;
    this.splitter = new StatementSplitter(reader, MAX_CHARACTERS);
  }

  @Override
  public @Nullable LoggedStatement next() throws IOException {
    StatementSplitter.Piece piece = splitter.next();
    return piece == null
        ? null
        : new LoggedStatement(
            piece.text(), name + ":" + piece.line(), 1, null, null, null, piece.cut());
  }

  @Override
  public void close() throws IOException {
    splitter.close();
  }
}
