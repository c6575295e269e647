package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a RowDescription message. That of a statement that gives no rows (NoData) has
 * none.
 *
 * @param columns from left to right
 */
public record RowDescription(List<Column> columns) {

  /** What a statement without rows has. */
  public static final RowDescription NO_DATA = new RowDescription(List.of());

  /** Bytes of a column behind its name. */
  static final int COLUMN_TAIL = 18;

  /**
   * A column.
   *
   * @param name its bytes, each as a character
   * @param table the OID of the table that it comes from, or 0
   * @param attribute its number there, or 0
   * @param type the OID of its type
   */
  public record Column(String name, int table, short attribute, int type) {}

  /** Reads a whole RowDescription or NoData message; null when it is malformed. */
  public static @Nullable RowDescription read(ByteBuf buffer, int start, int total) {
    if (buffer.getByte(start) == MessageType.NO_DATA) {
      return NO_DATA;
    }
    int end = start + total;
    int at = start + FrameWalker.HEADER;
    if (end - at < 2) {
      return null;
    }
    int count = buffer.getUnsignedShort(at);
    at += 2;
    List<Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int nameEnd = Strings.end(buffer, at, end);
      if (nameEnd < 0 || end - nameEnd - 1 < COLUMN_TAIL) {
        return null;
      }
      columns.add(
          new Column(
              Strings.name(buffer, at, nameEnd),
              buffer.getInt(nameEnd + 1),
              buffer.getShort(nameEnd + 5),
              buffer.getInt(nameEnd + 7)));
      at = nameEnd + 1 + COLUMN_TAIL;
    }
    return at == end ? new RowDescription(List.copyOf(columns)) : null;
  }
}
