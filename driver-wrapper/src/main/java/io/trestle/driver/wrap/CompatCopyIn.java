package io.trestle.driver.wrap;

import io.trestle.engine.CopyFilter;
import io.trestle.engine.CopyFormat;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.CopySink;
import io.trestle.engine.SqlError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * A COPY FROM STDIN of a table under a rule: its errors are those of the service's own text, and
 * where a field has to be taken out of its data, it is of the target's shape.
 */
final class CompatCopyIn implements CopyIn {

  /** Stands in the context of the server's error, in every language. */
  private static final String MARK = "trestle: data that is not accepted";

  private static final String BAD_COPY_FILE_FORMAT = "22P04";

  private final CopyIn raw;
  private final Treated treated;
  private final @Nullable CopyPlan plan;
  private final @Nullable CopyFilter filter;
  private final CompatConnection connection;

  /**
   * @param plan and {@code filter}: null where the data goes as it is
   */
  CompatCopyIn(
      CopyIn raw,
      Treated treated,
      @Nullable CopyPlan plan,
      @Nullable CopyFilter filter,
      CompatConnection connection) {
    this.raw = raw;
    this.treated = treated;
    this.plan = plan;
    this.filter = filter;
    this.connection = connection;
  }

  private SQLException translated(SQLException failure) {
    return Execution.translated(failure, List.of(treated), connection);
  }

  @Override
  public void writeToCopy(byte[] bytes, int offset, int size) throws SQLException {
    Passed passed = new Passed(size);
    boolean accepted = true;
    if (filter == null) {
      passed.write(ByteBuffer.wrap(bytes, offset, size));
    } else {
      accepted = filter.feed(ByteBuffer.wrap(bytes, offset, size), passed);
    }
    try {
      passed.writeTo(raw);
      failUnless(accepted);
    } catch (SQLException failure) {
      throw translated(failure);
    }
  }

  @Override
  public void writeToCopy(ByteStreamWriter from) throws SQLException {
    ByteArrayOutputStream gathered = new ByteArrayOutputStream(Math.max(0, from.getLength()));
    try {
      from.writeTo(
          new ByteStreamWriter.ByteStreamTarget() {
            @Override
            public OutputStream getOutputStream() {
              return gathered;
            }
          });
    } catch (IOException failure) {
      throw new PSQLException("I/O error writing to COPY", PSQLState.DATA_ERROR, failure);
    }
    byte[] bytes = gathered.toByteArray();
    writeToCopy(bytes, 0, bytes.length);
  }

  @Override
  public void flushCopy() throws SQLException {
    try {
      raw.flushCopy();
    } catch (SQLException failure) {
      throw translated(failure);
    }
  }

  @Override
  public long endCopy() throws SQLException {
    boolean accepted = true;
    try {
      if (filter != null) {
        Passed passed = new Passed(16);
        accepted = filter.finish(passed);
        passed.writeTo(raw);
      }
      failUnless(accepted);
      long rows = raw.endCopy();
      if (filter != null) {
        connection.warn(filter.notices());
      }
      return rows;
    } catch (SQLException failure) {
      throw translated(failure);
    }
  }

  /**
   * The copy fails with the error that was found, unless the server finds another in what was
   * passed before: it is given a row that is wrong in any case. (When a copy is cancelled, the
   * driver keeps the server's error to itself.)
   */
  private void failUnless(boolean accepted) throws SQLException {
    if (accepted) {
      return;
    }
    SqlError error = Objects.requireNonNull(Objects.requireNonNull(filter).error());
    try {
      byte[] wrong = wrongRow(Objects.requireNonNull(plan));
      raw.writeToCopy(wrong, 0, wrong.length);
      raw.endCopy();
      throw new IllegalStateException("a copy with a row that is wrong did not fail");
    } catch (SQLException failure) {
      if (!isOfWrongRow(failure)) {
        throw failure;
      }
    }
    connection.wrapping().events().refused(error);
    throw Pgjdbc.error(error);
  }

  /**
   * With one field more than there are columns. It ends with the data, so that it does not matter
   * which line ends the rows before it have.
   */
  private static byte[] wrongRow(CopyPlan plan) {
    if (plan.format().kind() == CopyFormat.Kind.BINARY) {
      return new byte[] {0x7f, 0x7e};
    }
    int fields = plan.columns().size() - plan.fields().size();
    String more = plan.format().delimiter() + "x";
    return (MARK + more.repeat(fields)).getBytes(StandardCharsets.US_ASCII);
  }

  private boolean isOfWrongRow(SQLException failure) {
    ServerErrorMessage server = Pgjdbc.server(failure);
    boolean marked =
        raw.getFormat() == 1
            || (server != null && server.getWhere() != null && server.getWhere().contains(MARK));
    return BAD_COPY_FILE_FORMAT.equals(failure.getSQLState()) && marked;
  }

  @Override
  public int getFieldCount() {
    return plan == null ? raw.getFieldCount() : plan.columns().size();
  }

  @Override
  public int getFormat() {
    return raw.getFormat();
  }

  @Override
  public int getFieldFormat(int field) {
    return plan == null ? raw.getFieldFormat(field) : raw.getFormat();
  }

  @Override
  public boolean isActive() {
    return raw.isActive();
  }

  @Override
  public void cancelCopy() throws SQLException {
    raw.cancelCopy();
  }

  @Override
  public long getHandledRowCount() {
    return raw.getHandledRowCount();
  }

  /** What the filter lets through of one piece. */
  private static final class Passed implements CopySink {
    private byte[] bytes;
    private int length;

    Passed(int expected) {
      bytes = new byte[expected + 16];
    }

    @Override
    public void write(ByteBuffer more) {
      int needed = length + more.remaining();
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
      }
      int size = more.remaining();
      more.get(more.position(), bytes, length, size);
      length += size;
    }

    void writeTo(CopyIn raw) throws SQLException {
      if (length > 0) {
        raw.writeToCopy(bytes, 0, length);
      }
    }
  }
}
