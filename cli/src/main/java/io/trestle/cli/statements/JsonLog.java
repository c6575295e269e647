package io.trestle.cli.statements;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's log as JSON: one object a line (PostgreSQL 15 and newer). */
final class JsonLog implements StatementSource {

  /** JSON may write a character with six. */
  private static final int MAX_LINE = 6 * MAX_CHARACTERS;

  private final String name;
  private final LineReader lines;
  private long skipped;

  JsonLog(String name, Reader reader) {
    this.name = name;
    this.lines = new LineReader(reader, MAX_LINE);
  }

  @Override
  public @Nullable LoggedStatement next() throws IOException, MalformedSourceException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      Map<String, String> entry = lines.cut() ? null : JsonLine.read(line);
      String place = name + ":" + lines.line();
      if (entry == null && lines.line() == 1) {
        throw new MalformedSourceException(
            place, "'" + shortened(line) + "' is no JSON object", "a line of jsonlog");
      }
      if (entry == null) {
        skipped++; // a line that was cut off when a log was rotated or copied
        continue;
      }
      String text = LogMessage.statement(entry.getOrDefault("message", ""));
      if (text != null) {
        return new LoggedStatement(
            text,
            place,
            1,
            entry.get("user"),
            entry.getOrDefault("application_name", ""),
            entry.get("dbname"),
            false);
      }
    }
    return null;
  }

  private static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  @Override
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
