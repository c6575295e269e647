package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.engine.Outcome.ParameterType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a Parse message lie in its buffer.
 *
 * @param name the statement's name, empty for the unnamed one
 * @param textStart index of the first byte of the statement
 * @param textEnd index of the zero behind it
 * @param oidCount how many parameter types are declared
 */
public record ParseMessage(String name, int textStart, int textEnd, int oidCount) {

  private static final int[] NONE = {};

  /** Reads a whole message; null when it is malformed, which the server will say. */
  public static @Nullable ParseMessage read(ByteBuf buffer, int start, int total) {
    int end = start + total;
    int nameEnd = Strings.end(buffer, start + FrameWalker.HEADER, end);
    int textEnd = nameEnd < 0 ? -1 : Strings.end(buffer, nameEnd + 1, end);
    if (textEnd < 0 || end - textEnd < 3) {
      return null;
    }
    int count = buffer.getUnsignedShort(textEnd + 1);
    if (end - textEnd - 3 != 4 * count) {
      return null;
    }
    return new ParseMessage(
        Strings.name(buffer, start + FrameWalker.HEADER, nameEnd), nameEnd + 1, textEnd, count);
  }

  /** The declared types, as the client sent them; 0 stands for one that is not declared. */
  public int[] oids(ByteBuf buffer) {
    if (oidCount == 0) {
      return NONE;
    }
    int[] oids = new int[oidCount];
    for (int i = 0; i < oidCount; i++) {
      oids[i] = buffer.getInt(textEnd + 3 + 4 * i);
    }
    return oids;
  }

  /** Adds types to the declared ones, without overriding any that the client gave. */
  public static int[] declare(int[] oids, List<ParameterType> types) {
    int[] all = oids;
    for (ParameterType type : types) {
      if (type.parameter() > all.length) {
        all = Arrays.copyOf(all, type.parameter());
      } else if (all == oids) {
        all = oids.clone();
      }
      if (all[type.parameter() - 1] == 0) {
        all[type.parameter() - 1] = type.typeOid();
      }
    }
    return all;
  }

  /** Declares the types that were told of a statement, where the client has declared none. */
  public static int[] declare(int[] oids, int[] told) {
    int[] all = Arrays.copyOf(oids, Math.max(oids.length, told.length));
    for (int i = 0; i < told.length; i++) {
      all[i] = all[i] == 0 ? told[i] : all[i];
    }
    return all;
  }

  /** Writes a Parse message. */
  public static ByteBuf write(ByteBufAllocator allocator, String name, byte[] text, int[] oids) {
    int length = 4 + name.length() + 1 + text.length + 1 + 2 + 4 * oids.length;
    ByteBuf out = allocator.buffer(1 + length);
    out.writeByte(MessageType.PARSE).writeInt(length);
    Strings.writeName(out, name);
    out.writeBytes(text).writeByte(0).writeShort(oids.length);
    for (int oid : oids) {
      out.writeInt(oid);
    }
    return out;
  }
}
