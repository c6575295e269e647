package io.trestle.engine;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes fields out of the data of one COPY FROM STDIN, however its bytes are cut into chunks.
 *
 * <p>What it holds is bounded: of a field that is taken out, no more than can tell whether it is V
 * ({@link #LONGEST_FIELD} bytes and a little); all others pass as they come. A row that cannot be
 * accepted is passed on whole, without its field, before the filter fails: an error that the server
 * finds in an earlier row, or in another column, is the one that the target would give. Whoever
 * uses the filter then makes the COPY fail. Confined to one execution.
 */
public abstract class CopyFilter {

  /** How many bytes of a field are looked at: a longer one is not V. */
  static final int LONGEST_FIELD = 4096;

  static final String BAD_COPY_FILE_FORMAT = "22P04";

  private final CopyPlan plan;
  private final Charset charset;
  private final @Nullable CopyField[] taken;
  private final Set<SqlNotice> notices = new LinkedHashSet<>();

  private CopySink sink = bytes -> {};
  private ByteBuffer input = ByteBuffer.allocate(0);
  private @Nullable SqlError error;
  private @Nullable SqlError rowError;
  private final List<SqlNotice> rowNotices = new ArrayList<>();
  private long line = 1;

  CopyFilter(CopyPlan plan, Charset charset) {
    this.plan = plan;
    this.charset = charset;
    this.taken = new CopyField[plan.columns().size()];
    plan.fields().forEach(field -> taken[field.index()] = field);
  }

  /**
   * Takes a chunk of the data and writes what passes.
   *
   * @param chunk its bytes between position and limit; neither is moved
   * @return whether it may go on; false once there is an {@link #error}
   */
  public final boolean feed(ByteBuffer chunk, CopySink out) {
    if (error == null) {
      input = chunk;
      sink = out;
      scan(chunk.position(), chunk.limit());
    }
    return error == null;
  }

  /**
   * Takes note that the data is at its end.
   *
   * @return whether the COPY may end; false where there is an {@link #error}
   */
  public final boolean finish(CopySink out) {
    if (error == null) {
      sink = out;
      input = ByteBuffer.allocate(0);
      end();
    }
    return error == null;
  }

  /** Why the COPY is to fail, or null. */
  public final @Nullable SqlError error() {
    return error;
  }

  /** What to tell the client before CommandComplete: each notice once. */
  public final List<SqlNotice> notices() {
    return List.copyOf(notices);
  }

  /** Looks at the bytes {@code [from, to)} of the input. */
  abstract void scan(int from, int to);

  /** The data is at its end. */
  abstract void end();

  final CopyPlan plan() {
    return plan;
  }

  final Charset charset() {
    return charset;
  }

  /** Whether the field at that place of a row is taken out. */
  final boolean isTaken(int index) {
    return index < taken.length && taken[index] != null;
  }

  /** How many fields of a row the server gets. */
  final int remaining() {
    return taken.length - plan.fields().size();
  }

  /** A byte of the input. */
  final byte at(int index) {
    return input.get(index);
  }

  /** Passes the bytes {@code [from, to)} of the input. */
  final void pass(int from, int to) {
    if (to > from) {
      sink.write(input.slice(from, to - from));
    }
  }

  /** Writes bytes that are not in the input any more, or never were. */
  final void write(byte[] bytes) {
    sink.write(ByteBuffer.wrap(bytes));
  }

  final boolean failed() {
    return error != null;
  }

  /** Ends the filter with an error about the row at hand. */
  final void fail(SqlError cause) {
    error = cause.in("COPY " + plan.table() + ", line " + line);
  }

  /** Ends the filter with an error in the data's form, as the server words it. */
  final void failFormat(String message, @Nullable String hint) {
    fail(new SqlError(BAD_COPY_FILE_FORMAT, message, hint, 0));
  }

  /** Another line begins. */
  final void nextLine() {
    line++;
  }

  /**
   * Judges a field that is taken out.
   *
   * @param index its place
   * @param isNull whether it is NULL
   * @param isValue whether it is V beyond doubt
   */
  final void judge(int index, boolean isNull, boolean isValue) {
    CopyField field = taken[index];
    if (field == null || rowError != null || isValue || (isNull && field.nullPasses())) {
      return;
    }
    if (isNull && field.whenNull() != null) {
      rowError = field.whenNull();
    } else if (field.whenOther() != null) {
      rowError = field.whenOther();
    } else if (field.discarded() != null) {
      rowNotices.add(field.discarded());
    }
  }

  /** The field that is taken out at that place. */
  final CopyField field(int index) {
    CopyField field = taken[index];
    if (field == null) {
      throw new IllegalArgumentException("no field is taken out at " + index);
    }
    return field;
  }

  /** What was found wrong with the row at hand, or null. */
  final @Nullable SqlError rowError() {
    return rowError;
  }

  /** A whole row has been read: what was found in it counts. */
  final void acceptRow() {
    notices.addAll(rowNotices);
    rowNotices.clear();
    rowError = null;
  }
}
