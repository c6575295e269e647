package io.trestle.driver.wrap;

import io.trestle.engine.CopyFilter;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.CopySink;
import io.trestle.engine.SqlError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Objects;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** A COPY FROM STDIN of the target's shape, whose data is given to the server without a field. */
final class FilteredCopyIn implements CopyIn {

  private final CopyIn raw;
  private final CopyPlan plan;
  private final CopyFilter filter;
  private final CompatConnection connection;

  FilteredCopyIn(CopyIn raw, CopyPlan plan, CopyFilter filter, CompatConnection connection) {
    this.raw = raw;
    this.plan = plan;
    this.filter = filter;
    this.connection = connection;
  }

  @Override
  public void writeToCopy(byte[] bytes, int offset, int size) throws SQLException {
    Passed passed = new Passed(size);
    boolean accepted = filter.feed(ByteBuffer.wrap(bytes, offset, size), passed);
    passed.writeTo(raw);
    failUnless(accepted);
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
    raw.flushCopy();
  }

  @Override
  public long endCopy() throws SQLException {
    Passed passed = new Passed(16);
    boolean accepted = filter.finish(passed);
    passed.writeTo(raw);
    failUnless(accepted);
    long rows = raw.endCopy();
    connection.warn(filter.notices());
    return rows;
  }

  /** The copy fails as if the service had cancelled it, with the error that was found. */
  private void failUnless(boolean accepted) throws SQLException {
    if (accepted) {
      return;
    }
    SqlError error = Objects.requireNonNull(filter.error());
    raw.cancelCopy();
    connection.wrapping().events().refused(error);
    throw Pgjdbc.error(error);
  }

  @Override
  public int getFieldCount() {
    return plan.columns().size();
  }

  @Override
  public int getFormat() {
    return raw.getFormat();
  }

  @Override
  public int getFieldFormat(int field) {
    return raw.getFormat();
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
        bytes = java.util.Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
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
