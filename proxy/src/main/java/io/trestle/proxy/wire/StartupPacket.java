package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.trestle.engine.SessionState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client may send before a session exists: messages without a type byte. */
public sealed interface StartupPacket {

  /** The most bytes that such a packet may have; the server's own bound. */
  int MAX_BYTES = 10_004;

  /** Where the parameters of a startup message begin. */
  int FIRST_PARAMETER = 8;

  int CANCEL_CODE = 80877102;
  int SSL_CODE = 80877103;
  int GSS_CODE = 80877104;

  /** SSLRequest or GSSENCRequest. */
  record EncryptionRequest(boolean gss) implements StartupPacket {}

  /** CancelRequest. Secrets have 4 bytes, or up to 256 in protocol 3.2. */
  record CancelRequest(int processId, byte[] secret) implements StartupPacket {}

  /** StartupMessage: the parameters in their order, and the packet as it came. */
  record StartupMessage(Map<String, String> parameters, byte[] raw) implements StartupPacket {

    /** The role that logs in; empty where the client gave none, which the server will say. */
    public String user() {
      return parameters.getOrDefault("user", "");
    }

    /** The database, which is that of the role's name by default. */
    public String database() {
      String database = parameters.getOrDefault("database", "");
      return database.isEmpty() ? user() : database;
    }

    /** Whether the session streams changes, or asks what a replica asks. */
    public boolean replicates() {
      String value = parameters.getOrDefault("replication", "").toLowerCase(Locale.ROOT);
      return !List.of("", "0", "off", "false", "no").contains(value);
    }

    /**
     * The packet with another database. One that is malformed stays as it is: the server says what
     * is wrong with it.
     */
    public byte[] withDatabase(String database) {
      ByteBuf out = Unpooled.buffer(raw.length + database.length());
      out.writeBytes(raw, 0, FIRST_PARAMETER);
      int at = FIRST_PARAMETER;
      while (at < raw.length && raw[at] != 0) {
        int nameEnd = zero(raw, at);
        int valueEnd = zero(raw, nameEnd + 1);
        if (!text(raw, at, nameEnd).equals("database")) {
          out.writeBytes(raw, at, Math.min(valueEnd + 1, raw.length) - at);
        }
        at = valueEnd + 1;
      }
      if (at != raw.length - 1) {
        return raw;
      }
      out.writeBytes("database\0".getBytes(StandardCharsets.UTF_8));
      out.writeBytes(database.getBytes(StandardCharsets.UTF_8)).writeByte(0);
      out.writeByte(0);
      return ByteBufUtil.getBytes(out.setInt(0, out.readableBytes()));
    }

    /**
     * What the engine has to know of the session before the server reports anything.
     *
     * @param database its name at the server
     */
    public SessionState newState(String database) {
      SessionState state = new SessionState(user(), database);
      Map<String, String> settings = new LinkedHashMap<>();
      StartupOptions.settings(parameters.getOrDefault("options", ""), settings);
      // The server takes those of the packet itself last.
      parameters.forEach((name, value) -> settings.put(name.toLowerCase(Locale.ROOT), value));
      if (settings.containsKey("search_path")) {
        state.startupSearchPath(settings.get("search_path"));
      }
      if (settings.containsKey("role")) {
        state.startupRole(settings.get("role"));
      }
      return state;
    }
  }

  /**
   * Reads one packet and moves behind it; null when not all of it is there.
   *
   * @throws MalformedMessageException when it is none
   */
  static @Nullable StartupPacket read(ByteBuf in) throws MalformedMessageException {
    if (in.readableBytes() < 4) {
      return null;
    }
    int length = in.getInt(in.readerIndex());
    if (length < 8 || length > MAX_BYTES) {
      throw MalformedMessageException.unanswered(
          "invalid length of startup packet: " + length + " bytes, expected 8 to " + MAX_BYTES);
    }
    if (in.readableBytes() < length) {
      return null;
    }
    byte[] raw = new byte[length];
    in.readBytes(raw);
    int code = code(raw);
    switch (code) {
      case SSL_CODE, GSS_CODE -> {
        return new EncryptionRequest(code == GSS_CODE);
      }
      case CANCEL_CODE -> {
        return cancel(raw);
      }
      default -> {
        return new StartupMessage(parameters(raw), raw);
      }
    }
  }

  private static int code(byte[] raw) {
    return ByteBuffer.wrap(raw).getInt(4);
  }

  private static StartupPacket cancel(byte[] raw) throws MalformedMessageException {
    if (raw.length <= 12 || raw.length > 12 + 256) {
      throw new MalformedMessageException(
          "invalid length of cancel request: " + raw.length + " bytes, expected 13 to 268");
    }
    byte[] secret = Arrays.copyOfRange(raw, 12, raw.length);
    return new CancelRequest(ByteBuffer.wrap(raw).getInt(8), secret);
  }

  private static Map<String, String> parameters(byte[] raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    int at = FIRST_PARAMETER;
    while (at < raw.length && raw[at] != 0) {
      int nameEnd = zero(raw, at);
      int valueEnd = zero(raw, nameEnd + 1);
      if (valueEnd >= raw.length) {
        break; // the server says what is wrong with it
      }
      parameters.put(text(raw, at, nameEnd), text(raw, nameEnd + 1, valueEnd));
      at = valueEnd + 1;
    }
    return parameters;
  }

  private static int zero(byte[] raw, int from) {
    int at = from;
    while (at < raw.length && raw[at] != 0) {
      at++;
    }
    return at;
  }

  private static String text(byte[] raw, int from, int end) {
    return new String(raw, from, end - from, StandardCharsets.UTF_8);
  }
}
