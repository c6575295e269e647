package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of SASL authentication, for an exchange that the proxy takes part in.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sasl-authentication.html">SASL
 *     Authentication</a>
 */
public final class SaslMessages {

  private SaslMessages() {}

  /** AuthenticationSASL: the mechanisms that are offered. */
  public static ByteBuf offer(ByteBufAllocator allocator, List<String> mechanisms) {
    ByteBuf out = request(allocator, SaslMechanisms.SASL);
    mechanisms.forEach(mechanism -> Strings.writeName(out, mechanism));
    out.writeByte(0);
    return out.setInt(1, out.readableBytes() - 1);
  }

  /** AuthenticationSASLContinue. */
  public static ByteBuf next(ByteBufAllocator allocator, byte[] data) {
    ByteBuf out = request(allocator, SaslMechanisms.SASL_CONTINUE).writeBytes(data);
    return out.setInt(1, out.readableBytes() - 1);
  }

  /** AuthenticationSASLFinal. */
  public static ByteBuf last(ByteBufAllocator allocator, byte[] data) {
    ByteBuf out = request(allocator, SaslMechanisms.SASL_FINAL).writeBytes(data);
    return out.setInt(1, out.readableBytes() - 1);
  }

  private static ByteBuf request(ByteBufAllocator allocator, int code) {
    return allocator.buffer(128).writeByte(MessageType.AUTHENTICATION).writeInt(0).writeInt(code);
  }

  /** SASLInitialResponse. */
  public static ByteBuf initialResponse(ByteBufAllocator allocator, String mechanism, byte[] data) {
    int length = 4 + mechanism.length() + 1 + 4 + data.length;
    ByteBuf out = allocator.buffer(1 + length).writeByte(MessageType.PASSWORD).writeInt(length);
    Strings.writeName(out, mechanism);
    return out.writeInt(data.length).writeBytes(data);
  }

  /** SASLResponse. */
  public static ByteBuf response(ByteBufAllocator allocator, byte[] data) {
    return allocator
        .buffer(5 + data.length)
        .writeByte(MessageType.PASSWORD)
        .writeInt(4 + data.length)
        .writeBytes(data);
  }

  /** A SASLInitialResponse of a client. */
  public record InitialResponse(String mechanism, byte[] data) {}

  /**
   * Reads a SASLInitialResponse.
   *
   * @throws MalformedMessageException when it is none
   */
  public static InitialResponse readInitialResponse(ByteBuf buffer, int start, int total)
      throws MalformedMessageException {
    int end = start + total;
    int nameEnd = Strings.end(buffer, start + FrameWalker.HEADER, end);
    if (nameEnd < 0 || end - nameEnd - 1 < 4) {
      throw new MalformedMessageException("malformed SASLInitialResponse");
    }
    int length = buffer.getInt(nameEnd + 1);
    int from = nameEnd + 1 + 4;
    if (length != end - from) {
      throw new MalformedMessageException(
          "malformed SASLInitialResponse: " + length + " bytes of data, expected " + (end - from));
    }
    return new InitialResponse(
        Strings.name(buffer, start + FrameWalker.HEADER, nameEnd),
        ByteBufUtil.getBytes(buffer, from, length));
  }

  /** The data of a SASLResponse. */
  public static byte[] readResponse(ByteBuf buffer, int start, int total) {
    return ByteBufUtil.getBytes(buffer, start + FrameWalker.HEADER, total - FrameWalker.HEADER);
  }

  /** The data of an AuthenticationSASLContinue or AuthenticationSASLFinal. */
  public static byte[] readRequest(ByteBuf buffer, int start, int total) {
    return ByteBufUtil.getBytes(buffer, start + 9, total - 9);
  }

  /** The mechanisms of an AuthenticationSASL. */
  public static List<String> readOffer(ByteBuf buffer, int start, int total) {
    List<String> mechanisms = new ArrayList<>(2);
    for (String name :
        buffer.toString(start + 9, total - 9, StandardCharsets.ISO_8859_1).split("\0", -1)) {
      if (name.isEmpty()) {
        break;
      }
      mechanisms.add(name);
    }
    return mechanisms;
  }
}
