package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.proxy.wire.RowDescription.Column;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of the server's columns a client gets, that knows a statement by an earlier description: it
 * leaves columns out, and changes nothing in the order or the type of the others. Immutable.
 */
public final class Projection {

  /** Leaves out nothing. */
  public static final Projection IDENTITY = new Projection(new boolean[0], 0);

  private final boolean[] kept;
  private final int keptCount;

  private Projection(boolean[] kept, int keptCount) {
    this.kept = kept;
    this.keptCount = keptCount;
  }

  /**
   * What makes {@code actual} look like {@code wanted}; null where nothing does, or more than one
   * choice of columns would.
   */
  public static @Nullable Projection of(RowDescription wanted, RowDescription actual) {
    if (haveSameTypes(wanted.columns(), actual.columns())) {
      return IDENTITY; // as the server sees it
    }
    Projection exact = of(wanted.columns(), actual.columns(), Projection::isSame);
    return exact != null ? exact : of(wanted.columns(), actual.columns(), Projection::maybeSame);
  }

  private static boolean haveSameTypes(List<Column> wanted, List<Column> actual) {
    if (wanted.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      boolean same =
          wanted.get(i).name().equals(actual.get(i).name())
              && wanted.get(i).type() == actual.get(i).type();
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Column one, Column other) {
    return one.equals(other);
  }

  /** A column may have become an expression, or the other way round. */
  private static boolean maybeSame(Column one, Column other) {
    boolean comparable = one.table() != 0 && other.table() != 0;
    return one.name().equals(other.name())
        && one.type() == other.type()
        && (!comparable || (one.table() == other.table() && one.attribute() == other.attribute()));
  }

  private static @Nullable Projection of(
      List<Column> wanted, List<Column> actual, BiPredicate<Column, Column> same) {
    boolean[] first = new boolean[actual.size()];
    int next = 0;
    for (int i = 0; i < actual.size() && next < wanted.size(); i++) {
      if (same.test(wanted.get(next), actual.get(i))) {
        first[i] = true;
        next++;
      }
    }
    if (next < wanted.size()) {
      return null;
    }
    boolean[] last = new boolean[actual.size()];
    for (int i = actual.size() - 1; i >= 0 && next > 0; i--) {
      if (same.test(wanted.get(next - 1), actual.get(i))) {
        last[i] = true;
        next--;
      }
    }
    if (!Arrays.equals(first, last)) {
      return null;
    }
    return wanted.size() == actual.size() ? IDENTITY : new Projection(first, wanted.size());
  }

  /** Whether it leaves out nothing. */
  public boolean isIdentity() {
    return this == IDENTITY;
  }

  /** The RowDescription message without what is left out; null when it is none of these columns. */
  public @Nullable ByteBuf rowDescription(
      ByteBufAllocator allocator, ByteBuf buffer, int start, int total) {
    int end = start + total;
    ByteBuf out = begin(allocator, buffer, start, total);
    int at = start + FrameWalker.HEADER + 2;
    for (int i = 0; out != null && i < kept.length; i++) {
      int nameEnd = Strings.end(buffer, at, end);
      int next = nameEnd + 1 + RowDescription.COLUMN_TAIL;
      if (nameEnd < 0 || next > end) {
        out.release();
        return null;
      }
      if (kept[i]) {
        out.writeBytes(buffer, at, next - at);
      }
      at = next;
    }
    return end(out);
  }

  /** The DataRow message without what is left out; null when it is none of these columns. */
  public @Nullable ByteBuf dataRow(
      ByteBufAllocator allocator, ByteBuf buffer, int start, int total) {
    int end = start + total;
    ByteBuf out = begin(allocator, buffer, start, total);
    int at = start + FrameWalker.HEADER + 2;
    for (int i = 0; out != null && i < kept.length; i++) {
      int length = end - at < 4 ? Integer.MAX_VALUE : Math.max(0, buffer.getInt(at));
      if (length > end - at - 4) {
        out.release();
        return null;
      }
      if (kept[i]) {
        out.writeBytes(buffer, at, 4 + length);
      }
      at += 4 + length;
    }
    return end(out);
  }

  private @Nullable ByteBuf begin(
      ByteBufAllocator allocator, ByteBuf buffer, int start, int total) {
    boolean ofThese =
        total >= FrameWalker.HEADER + 2
            && buffer.getUnsignedShort(start + FrameWalker.HEADER) == kept.length;
    return ofThese
        ? allocator.buffer(total).writeByte(buffer.getByte(start)).writeInt(0).writeShort(keptCount)
        : null;
  }

  private static @Nullable ByteBuf end(@Nullable ByteBuf out) {
    return out == null ? null : out.setInt(1, out.readableBytes() - 1);
  }

  /**
   * The end of a Bind message, the formats of its results, for all the server's columns; null where
   * all are text, or they are not as many as the client's. What is left out comes as text.
   */
  public @Nullable ByteBuf resultFormats(
      ByteBufAllocator allocator, ByteBuf buffer, int from, int end) {
    if (isIdentity() || end - from < 2) {
      return null;
    }
    int count = buffer.getUnsignedShort(from);
    boolean forAll = count == 1;
    if (count == 0 || (!forAll && count != keptCount) || end - from != 2 + 2 * count) {
      return null;
    }
    ByteBuf out = allocator.buffer(2 + 2 * kept.length).writeShort(kept.length);
    int at = from + 2;
    for (boolean keeps : kept) {
      out.writeShort(keeps ? buffer.getShort(at) : 0);
      at += keeps && !forAll ? 2 : 0;
    }
    return out;
  }
}
