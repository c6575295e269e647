package io.trestle.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What text and csv have in common: fields between delimiters, rows between line ends. A subclass
 * walks the bytes and says where fields and rows end; what passes is passed in runs as long as
 * possible.
 *
 * <p>Line ends are those of the first line, as for the server: what looks like another kind of line
 * end is an error.
 */
abstract class CopyLineFilter extends CopyFilter {

  /** How long a header line may be that is compared. */
  private static final int LONGEST_HEADER = 1 << 17;

  /** No column has such a name. */
  private static final String UNKNOWN_NAME = "\uFFFD";

  /** The first version in which \. does not end csv data. */
  private static final int MARKER_IS_DATA = 18;

  /** What the server has to see behind a carriage return before it reads the row that it ends. */
  private static final byte[] NEWLINE = {'\n'};

  /** The same, where each carriage return ends a row: the next one, which does not come. */
  private static final byte[] BEGUN_ROW = {' '};

  private enum LineEnd {
    UNKNOWN,
    NL,
    CR,
    CRNL
  }

  private enum Row {
    DATA,
    /** Passes as it is. */
    HEADER_TO_SKIP,
    /** Is gathered as a whole, to be compared. */
    HEADER_TO_MATCH
  }

  private final CopyFormat format;
  private final int serverVersion;
  private final byte[] nullMarker;
  private final byte @Nullable [] defaultMarker;
  private final CopyFieldBuffer value;

  private LineEnd lineEnd = LineEnd.UNKNOWN;
  private boolean afterCr;
  private boolean verbatim;
  private Row row;

  private int index;
  private boolean taking;
  private int passed;
  private boolean passedBytes;
  private int passedLength;
  private boolean passedMarker;
  private long rowBytes;
  private boolean marker;
  private int runStart;

  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private final List<byte[]> headerFields = new ArrayList<>();
  private final List<@Nullable String> headerNames = new ArrayList<>();

  CopyLineFilter(CopyPlan plan, Charset charset, int serverVersion) {
    super(plan, charset);
    this.format = plan.format();
    this.serverVersion = serverVersion;
    this.nullMarker = format.nullMarker().getBytes(charset);
    String byDefault = format.defaultMarker();
    this.defaultMarker = byDefault == null ? null : byDefault.getBytes(charset);
    int longest = nullMarker.length + (defaultMarker == null ? 0 : defaultMarker.length);
    for (CopyField field : plan.fields()) {
      longest = Math.max(longest, 4 * field.value().text().getBytes(charset).length);
    }
    this.value = new CopyFieldBuffer(LONGEST_FIELD + longest);
    this.row =
        switch (format.header()) {
          case NONE -> Row.DATA;
          case SKIP -> Row.HEADER_TO_SKIP;
          case MATCH -> Row.HEADER_TO_MATCH;
        };
    this.taking = takes(0);
  }

  final CopyFormat format() {
    return format;
  }

  final int serverVersion() {
    return serverVersion;
  }

  /** Looks at one byte of the input, at {@code at}. */
  abstract void step(byte c, int at);

  /**
   * The value that a field's raw bytes stand for, or as they are where they were read unescaped;
   * null where it is not known.
   */
  abstract @Nullable String text(CopyFieldBuffer bytes);

  /** Whether the field at hand was quoted, so that it is no marker. */
  abstract boolean isQuoted();

  /** The next field begins. */
  abstract void fieldBegins();

  /** How an end of the data is called that comes within a row; null where the row just ends. */
  abstract @Nullable String openAtEnd();

  @Override
  final void scan(int from, int to) {
    runStart = from;
    int at = from;
    while (at < to && !failed()) {
      if (verbatim) {
        break;
      }
      step(at(at), at);
      at++;
    }
    if (!taking) { // the rows before a wrong one too: the server may find an earlier error in them
      pass(runStart, failed() ? at - 1 : to);
    }
  }

  @Override
  final void end() {
    if (verbatim || rowBytes == 0) {
      return;
    }
    String open = openAtEnd();
    if (open != null) {
      failFormat(open, null);
      return;
    }
    runStart = 0;
    boolean visible = passedBytes;
    SqlError late = closeRow(0, 0);
    if (!failed() && (!visible || late != null)) {
      write(lineEndBytes()); // else the server would not see a row, or not read it to its end
    }
    if (late != null && lineEnd == LineEnd.CR) {
      write(BEGUN_ROW);
    }
    rowHasPassed(late);
  }

  private byte[] lineEndBytes() {
    return switch (lineEnd) {
      case CR -> new byte[] {'\r'};
      case CRNL -> new byte[] {'\r', '\n'};
      default -> new byte[] {'\n'};
    };
  }

  private boolean takes(int field) {
    return switch (row) {
      case DATA -> isTaken(field);
      case HEADER_TO_SKIP -> false;
      case HEADER_TO_MATCH -> true;
    };
  }

  /** Counts a byte of the row at hand; to be called for each but line ends. */
  final void count(byte c) {
    if (afterCr) {
      afterCr = false;
      if (lineEnd == LineEnd.CRNL) {
        strayCarriageReturn();
        return;
      }
      lineEnd = LineEnd.CR;
    }
    marker = rowBytes == 0 ? c == '\\' : rowBytes == 1 && marker && c == '.';
    rowBytes++;
    if (row == Row.HEADER_TO_MATCH) {
      raw.write(c);
      if (raw.size() > LONGEST_HEADER) {
        fail(
            new SqlError(
                RefusalCode.TOO_LARGE.sqlState(),
                "trestle: a header line of more than " + LONGEST_HEADER + " bytes",
                RefusalCode.TOO_LARGE.wayOut(),
                0));
      }
    }
  }

  /** How many bytes of the row at hand were counted. */
  final long rowBytes() {
    return rowBytes;
  }

  /** A byte that belongs to the field's value. */
  final void data(byte c) {
    if (taking) {
      value.add(c);
      return;
    }
    passedBytes = true;
    passedMarker = passedLength == 0 ? c == '\\' : passedLength == 1 && passedMarker && c == '.';
    passedLength++;
  }

  /** A delimiter stands at that place. */
  final void delimiter(int at) {
    boolean taken = taking;
    if (row == Row.HEADER_TO_MATCH) {
      removeDelimiter();
    }
    closeField();
    index++;
    taking = takes(index);
    if (!taken && taking) {
      pass(runStart, at);
    } else if (taken && !taking) {
      runStart = passed > 0 ? at : at + 1;
    }
    passedBytes |= !taking && passed > 0;
    fieldBegins();
  }

  private void removeDelimiter() {
    byte[] counted = raw.toByteArray();
    raw.reset();
    raw.write(counted, 0, counted.length - 1);
  }

  private void closeField() {
    if (!taking) {
      passed++;
      passedMarker &= passedLength == 2 && !isQuoted();
      passedLength = 0;
    } else if (row == Row.HEADER_TO_MATCH) {
      headerFields.add(raw.toByteArray());
      raw.reset();
      headerNames.add(
          isMarker(nullMarker) ? null : Objects.requireNonNullElse(text(value), UNKNOWN_NAME));
      value.clear();
    } else {
      judge();
      value.clear();
    }
  }

  private void judge() {
    CopyField field = field(index);
    boolean isNull = isMarker(nullMarker);
    boolean isDefault = !isNull && defaultMarker != null && isMarker(defaultMarker);
    if (isDefault) {
      return; // the default is V
    }
    String text = isNull || value.isOverflown() ? null : text(value);
    if (isNull && field.forceNotNull()) {
      isNull = false;
      text = format.nullMarker();
    } else if (field.forceNull() && format.nullMarker().equals(text)) {
      isNull = true;
    }
    judge(index, isNull, !isNull && text != null && field.value().equalTo(text));
  }

  private boolean isMarker(byte[] bytes) {
    return !isQuoted() && value.is(bytes);
  }

  /** A carriage return that is not part of a value stands at that place. */
  final void carriageReturn(int at) {
    if (afterCr && lineEnd == LineEnd.UNKNOWN) {
      lineEnd = LineEnd.CR;
      afterCr = false;
    }
    switch (lineEnd) {
      case NL -> strayCarriageReturn();
      case CR -> endRow(at);
      case CRNL -> {
        if (afterCr) {
          strayCarriageReturn();
        } else {
          endRow(at);
          afterCr = true;
        }
      }
      default -> {
        endRow(at);
        afterCr = true;
      }
    }
  }

  /** A newline that is not part of a value stands at that place. */
  final void newline(int at) {
    if (afterCr) {
      afterCr = false;
      lineEnd = LineEnd.CRNL;
      if (taking) {
        pass(at, at + 1);
      }
      return;
    }
    switch (lineEnd) {
      case CR, CRNL ->
          failFormat(
              isCsv() ? "unquoted newline found in data" : "literal newline found in data",
              isCsv()
                  ? "Use quoted CSV field to represent newline."
                  : "Use \"\\n\" to represent newline.");
      default -> {
        lineEnd = LineEnd.NL;
        endRow(at);
      }
    }
  }

  /** A line end that belongs to a value: it counts as one for messages, as the server counts. */
  final void lineEndInValue(byte c) {
    if (c == (lineEnd == LineEnd.NL ? '\n' : '\r')) {
      nextLine();
    }
  }

  private void strayCarriageReturn() {
    failFormat(
        isCsv()
            ? "unquoted carriage return found in data"
            : "literal carriage return found in data",
        isCsv()
            ? "Use quoted CSV field to represent carriage return."
            : "Use \"\\r\" to represent carriage return.");
  }

  private boolean isCsv() {
    return format.kind() == CopyFormat.Kind.CSV;
  }

  /** From here on the server reads what the client wrote: it takes no rows any more. */
  private void passTheRest(int from) {
    verbatim = true;
    taking = false;
    runStart = from;
  }

  /**
   * The same, from within a row of which nothing but {@code begun} came before.
   *
   * @param begun what of the row has not been passed where its first field is taken out
   */
  final void passTheRest(int from, byte[] begun) {
    if (taking) {
      write(begun);
    } else {
      pass(runStart, from);
    }
    passTheRest(from);
  }

  /** A row ends at a line end of one byte at that place; a newline may follow. */
  private void endRow(int at) {
    if (endsCsv()) {
      passTheRest(at, new byte[] {'\\', '.'});
      return;
    }
    SqlError late = closeRow(at, at + 1);
    if (late != null && at(at) == '\r') {
      write(lineEnd == LineEnd.CR ? BEGUN_ROW : NEWLINE);
    }
    rowHasPassed(late);
    nextLine();
    rowBytes = 0;
    marker = false;
    fieldBegins();
  }

  private boolean endsCsv() {
    return isCsv() && serverVersion < MARKER_IS_DATA && index == 0 && rowBytes == 2 && marker;
  }

  /**
   * Ends the row and passes it to {@code next}, unless the filter fails at once.
   *
   * @return the error with which it is to fail once the row has passed, or null
   */
  private @Nullable SqlError closeRow(int at, int next) {
    boolean taken = taking;
    closeField();
    SqlError late = null;
    if (row == Row.HEADER_TO_MATCH) {
      matchHeader();
    } else if (row == Row.DATA) {
      late = checkRow();
    }
    if (failed()) {
      return null;
    }
    runStart = taken ? at : runStart;
    row = Row.DATA;
    index = 0;
    passed = 0;
    passedBytes = false;
    passedMarker = false;
    taking = takes(0);
    if (taking || late != null) {
      pass(runStart, next);
      runStart = next;
    }
    return late;
  }

  private void rowHasPassed(@Nullable SqlError late) {
    if (late != null) {
      fail(late);
    } else if (!failed()) {
      acceptRow();
    }
  }

  /**
   * Looks at a row that is complete. Fails where what the server would get is not a row, or not
   * that one; gives the error that the server would not find where it would.
   */
  private @Nullable SqlError checkRow() {
    int fields = index + 1;
    List<String> columns = plan().columns();
    if (fields < columns.size() && (isTaken(fields) || passed == 0)) {
      SqlError missing =
          new SqlError(
              BAD_COPY_FILE_FORMAT,
              "missing data for column \"" + columns.get(fields) + "\"",
              null,
              0);
      if (passed == remaining()) {
        return missing;
      }
      fail(missing);
      return null;
    }
    boolean endsData = passed == 1 && passedMarker && remaining() == 1;
    if (endsData && isCsv() && serverVersion < MARKER_IS_DATA) {
      fail(
          new SqlError(
              RefusalCode.CONSTRUCT.sqlState(),
              "trestle: a row that would end the data where the column is left out",
              RefusalCode.CONSTRUCT.wayOut(),
              0));
      return null;
    }
    return fields == columns.size() ? rowError() : null;
  }

  private void matchHeader() {
    List<String> columns = plan().columns();
    if (headerNames.size() != columns.size()) {
      failFormat(
          "wrong number of fields in header line: got %d, expected %d"
              .formatted(headerNames.size(), columns.size()),
          null);
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      String name = headerNames.get(i);
      if (!columns.get(i).equals(name)) {
        String got =
            name == null ? "null value (\"" + format.nullMarker() + "\")" : "\"" + name + "\"";
        failFormat(
            "column name mismatch in header line field %d: got %s, expected \"%s\""
                .formatted(i + 1, got, columns.get(i)),
            null);
        return;
      }
    }
    String separator = "";
    for (int i = 0; i < columns.size(); i++) {
      if (!isTaken(i)) {
        write(separator.getBytes(charset()));
        write(headerFields.get(i));
        separator = String.valueOf(format.delimiter());
      }
    }
    headerFields.clear();
    headerNames.clear();
  }
}
