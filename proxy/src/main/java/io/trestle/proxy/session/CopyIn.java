package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.engine.CopyFilter;
import io.trestle.engine.CopyFormat;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.SmallMessages;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The COPY FROM STDIN under way whose data is filtered, if there is one: from CopyInResponse to the
 * answer of the statement.
 *
 * <p>Where the filter finds data that cannot be accepted, the server is told that the copy failed,
 * as a client would tell it; its error is then replaced by the filter's.
 */
final class CopyIn {

  /** What the server is told; stands in its error, in every language. */
  private static final String REASON = "trestle: data that is not accepted";

  /** SQLSTATE query_canceled: what the server raises when it is told that a copy failed. */
  private static final String FAILED = "57014";

  private final ByteBufAllocator allocator;
  private @Nullable CopyFilter filter;
  private @Nullable SqlError failure;
  private List<SqlNotice> notices = List.of();
  private boolean told;
  private int asked;

  CopyIn(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** The place of the copy that the server asks for now, among those of one statement text. */
  int place() {
    return asked++;
  }

  /**
   * The server asks for data.
   *
   * @param plan what is to be done with it
   * @param sessionEncoding that of data which says no other
   * @param serverEncoding the name of the server's
   * @return what the client is asked for
   */
  ByteBuf begin(
      CopyPlan plan, ClientEncoding sessionEncoding, String serverEncoding, int serverVersion) {
    String name = plan.format().encoding();
    ClientEncoding encoding =
        name == null ? sessionEncoding : ClientEncoding.spelled(name, serverEncoding);
    boolean binary = plan.format().kind() == CopyFormat.Kind.BINARY;
    Charset charset = encoding.charset();
    if (binary || (charset != null && encoding.asciiSafe())) {
      filter = plan.filter(charset == null ? StandardCharsets.US_ASCII : charset, serverVersion);
    } else {
      failure =
          new SqlError(
              RefusalCode.ENCODING.sqlState(),
              "trestle: the data of a COPY that a rule concerns cannot be read in encoding "
                  + encoding.name(),
              RefusalCode.ENCODING.wayOut(),
              0);
    }
    return SmallMessages.copyInResponse(allocator, binary, plan.columns().size());
  }

  /** Whether the client's data is to be given to {@link #data}. */
  boolean takesData() {
    return filter != null || (failure != null && !told);
  }

  /**
   * Filters a piece of the client's data.
   *
   * @return false when the copy has failed, and the server been told
   */
  boolean data(ByteBuf buffer, int from, int to, FrameWalker walker) {
    CopyFilter filtering = filter;
    if (filtering == null) {
      return failed(walker);
    }
    Output output = new Output(to - from);
    boolean accepted = filtering.feed(buffer.nioBuffer(from, to - from), output::write);
    output.sendTo(walker);
    return accepted || failed(walker);
  }

  /**
   * The client has sent all its data.
   *
   * @return false when the copy has failed, and the server been told
   */
  boolean done(FrameWalker walker) {
    CopyFilter filtering = filter;
    if (filtering == null) {
      return failed(walker);
    }
    Output output = new Output(16);
    boolean accepted = filtering.finish(output::write);
    output.sendTo(walker);
    if (!accepted) {
      return failed(walker);
    }
    notices = filtering.notices();
    filter = null;
    return true;
  }

  private boolean failed(FrameWalker walker) {
    CopyFilter filtering = filter;
    if (filtering != null) {
      failure = filtering.error();
      filter = null;
    }
    told = true;
    walker.insert(SmallMessages.copyFail(allocator, REASON));
    return false;
  }

  /** What is to be said before the CommandComplete that has come; the copy is over. */
  List<SqlNotice> completed() {
    List<SqlNotice> due = notices;
    forget();
    return due;
  }

  /**
   * The error to give in place of one of the server's, which ends the copy; null where it was none
   * of ours.
   */
  @Nullable SqlError failure(@Nullable String sqlState, @Nullable String message) {
    boolean ours = FAILED.equals(sqlState) && message != null && message.contains(REASON);
    return ours ? failure : null;
  }

  /** The copy is over, and so is the statement text that it stood in. */
  void end() {
    forget();
    asked = 0;
  }

  private void forget() {
    filter = null;
    failure = null;
    told = false;
    notices = List.of();
  }

  /** Gathers what passes in one CopyData message. */
  private final class Output {
    private final ByteBuf message;

    Output(int expected) {
      message = allocator.buffer(FrameWalker.HEADER + expected + 16);
      message.writeByte(MessageType.COPY_DATA).writeInt(0);
    }

    void write(ByteBuffer bytes) {
      message.writeBytes(bytes);
    }

    void sendTo(FrameWalker walker) {
      if (message.readableBytes() > FrameWalker.HEADER) {
        walker.insert(message.setInt(1, message.readableBytes() - 1));
      } else {
        message.release();
      }
    }
  }
}
