package io.trestle.cli.statements;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Opens sources. */
public final class StatementSources {

  private static final int LOOK = 1 << 16;

  private StatementSources() {}

  /**
   * Opens a text. What is no UTF-8 in it is read as U+FFFD.
   *
   * @param name how places name it
   * @param in closed with the source
   * @param format null to tell it by the text's first 64 K characters
   */
  public static StatementSource open(String name, InputStream in, @Nullable SourceFormat format)
      throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)),
            LOOK);
    SourceFormat known = format == null ? SourceFormat.detect(start(reader)) : format;
    return switch (known) {
      case SQL -> new SqlScript(name, reader);
      case CSVLOG -> new CsvLog(name, reader);
      case JSONLOG -> new JsonLog(name, reader);
      case STDERRLOG -> new StderrLog(name, reader);
    };
  }

  /** The first characters, which stay to be read. */
  private static String start(Reader reader) throws IOException {
    reader.mark(LOOK);
    char[] start = new char[LOOK];
    int length = 0;
    while (length < LOOK) {
      int count = reader.read(start, length, LOOK - length);
      if (count < 0) {
        break;
      }
      length += count;
    }
    reader.reset();
    return new String(start, 0, length);
  }
}
