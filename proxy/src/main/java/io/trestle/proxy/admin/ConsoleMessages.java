package io.trestle.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import io.trestle.proxy.wire.MessageType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the messages of a server. Not thread-safe; what was written is taken by {@link #take}. */
final class ConsoleMessages {

  private static final int TEXT_OID = 25;
  private static final int INT8_OID = 20;

  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf pending;

  ConsoleMessages(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** All that was written since; null where that is nothing. */
  @Nullable ByteBuf take() {
    ByteBuf taken = pending;
    pending = null;
    return taken;
  }

  private ByteBuf out() {
    ByteBuf out = pending;
    if (out == null) {
      out = allocator.buffer();
      pending = out;
    }
    return out;
  }

  /** Begins a message; returns where its length stands. */
  private int begin(byte type) {
    out().writeByte(type).writeInt(0);
    return out().writerIndex() - 4;
  }

  private void end(int length) {
    out().setInt(length, out().writerIndex() - length);
  }

  private void string(String text) {
    out().writeCharSequence(text, StandardCharsets.UTF_8);
    out().writeByte(0);
  }

  /** A message without a body. */
  ConsoleMessages empty(byte type) {
    end(begin(type));
    return this;
  }

  /**
   * An Authentication message.
   *
   * @param data what follows the code
   */
  ConsoleMessages authentication(int code, byte[] data) {
    int length = begin(MessageType.AUTHENTICATION);
    out().writeInt(code).writeBytes(data);
    end(length);
    return this;
  }

  ConsoleMessages parameter(String name, String value) {
    int length = begin(MessageType.PARAMETER_STATUS);
    string(name);
    string(value);
    end(length);
    return this;
  }

  ConsoleMessages key(int processId, int secret) {
    int length = begin(MessageType.BACKEND_KEY_DATA);
    out().writeInt(processId).writeInt(secret);
    end(length);
    return this;
  }

  /** NegotiateProtocolVersion: we speak 3.0, and none of these options. */
  ConsoleMessages negotiate(List<String> unknownOptions) {
    int length = begin((byte) 'v');
    out().writeInt(0).writeInt(unknownOptions.size());
    unknownOptions.forEach(this::string);
    end(length);
    return this;
  }

  ConsoleMessages ready(char transaction) {
    int length = begin(MessageType.READY_FOR_QUERY);
    out().writeByte(transaction);
    end(length);
    return this;
  }

  ConsoleMessages complete(String tag) {
    int length = begin(MessageType.COMMAND_COMPLETE);
    string(tag);
    end(length);
    return this;
  }

  ConsoleMessages error(String severity, SqlError error) {
    ByteBuf message = ErrorMessage.error(allocator, ClientEncoding.UTF8, severity, error);
    out().writeBytes(message);
    message.release();
    return this;
  }

  /** A NOTICE. */
  ConsoleMessages notice(String text) {
    ByteBuf message =
        ErrorMessage.notice(allocator, ClientEncoding.UTF8, "NOTICE", new SqlNotice("00000", text));
    out().writeBytes(message);
    message.release();
    return this;
  }

  /** ParameterDescription of a statement without any. */
  ConsoleMessages noParameters() {
    int length = begin((byte) 't');
    out().writeShort(0);
    end(length);
    return this;
  }

  ConsoleMessages description(List<Table.Column> columns, Formats formats) {
    int length = begin(MessageType.ROW_DESCRIPTION);
    out().writeShort(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      boolean number = columns.get(i).number();
      string(columns.get(i).name());
      out().writeInt(0).writeShort(0); // no table's column
      out().writeInt(number ? INT8_OID : TEXT_OID).writeShort(number ? 8 : -1).writeInt(-1);
      out().writeShort(formats.isBinary(i) ? 1 : 0);
    }
    end(length);
    return this;
  }

  ConsoleMessages row(List<@Nullable Object> values, Formats formats) {
    int length = begin((byte) 'D');
    out().writeShort(values.size());
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value == null) {
        out().writeInt(-1);
      } else if (value instanceof Long number && formats.isBinary(i)) {
        out().writeInt(8).writeLong(number);
      } else { // text is the same in both formats
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        out().writeInt(text.length).writeBytes(text);
      }
    }
    end(length);
    return this;
  }

  /** The formats that Bind asks for: none for text, one for all columns, or one for each. */
  record Formats(List<Integer> codes) {

    static final Formats TEXT = new Formats(List.of());

    Formats {
      codes = List.copyOf(codes);
    }

    boolean isBinary(int column) {
      if (codes.isEmpty()) {
        return false;
      }
      return codes.get(codes.size() == 1 ? 0 : column) == 1;
    }

    /** Whether they suit so many columns. */
    boolean fit(int columns) {
      return codes.size() <= 1 || codes.size() == columns;
    }
  }
}
