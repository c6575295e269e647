package io.trestle.cli.statements;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's log as CSV (manual 19.8.4). */
final class CsvLog implements StatementSource {

  private static final int USER = 1;
  private static final int DATABASE = 2;
  private static final int MESSAGE = 13;
  private static final int APPLICATION = 22;

  private final String name;
  private final CsvRecords records;
  private long skipped;

  CsvLog(String name, Reader reader) {
    this.name = name;
    this.records = new CsvRecords(reader, MAX_CHARACTERS);
  }

  @Override
  public @Nullable LoggedStatement next() throws IOException, MalformedSourceException {
    for (List<String> record = records.next(); record != null; record = records.next()) {
      if (record.size() <= MESSAGE && !records.isIncomplete()) {
        throw new MalformedSourceException(
            name + ":" + records.line(),
            "a record of %d fields".formatted(record.size()),
            "one of csvlog, with at least %d".formatted(APPLICATION + 1));
      }
      if (records.isIncomplete()) {
        skipped++; // the log was cut off there
        continue;
      }
      String text = LogMessage.statement(record.get(MESSAGE));
      if (text != null) {
        return new LoggedStatement(
            text,
            name + ":" + records.line(),
            1,
            record.get(USER),
            record.size() > APPLICATION ? record.get(APPLICATION) : null,
            record.get(DATABASE),
            records.cut());
      }
    }
    return null;
  }

  @Override
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
