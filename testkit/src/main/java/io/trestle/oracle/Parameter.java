package io.trestle.oracle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a statement.
 *
 * @param type the name of the type that Parse declares, or null to leave it to the server
 * @param value its value as text, or null for NULL
 * @param quoted whether it is written in quotes where it becomes a literal
 */
record Parameter(@Nullable String type, @Nullable String value, boolean quoted) {

  static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("bool", 16),
          Map.entry("int2", 21),
          Map.entry("int4", 23),
          Map.entry("int8", 20),
          Map.entry("float8", 701),
          Map.entry("numeric", 1700),
          Map.entry("text", 25),
          Map.entry("varchar", 1043),
          Map.entry("bpchar", 1042),
          Map.entry("date", 1082),
          Map.entry("timestamp", 1114),
          Map.entry("timestamptz", 1184));

  int typeOid() {
    return type == null ? 0 : TYPES.get(type);
  }

  /** As drivers write it into a statement for the simple protocol. */
  String literal() {
    if (value == null) {
      return type == null ? "NULL" : "(NULL::" + type + ")";
    }
    String literal = "'" + value.replace("'", "''") + "'";
    if (type == null) {
      return quoted ? literal : value;
    }
    return quoted ? "(" + literal + ")" : "(" + literal + "::" + type + ")";
  }

  byte @Nullable [] text() {
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The binary form for the type that the server told, or null where this class does not know that
   * type's or the value is none of that type.
   */
  byte @Nullable [] binary(int describedOid) {
    if (value == null) {
      return null;
    }
    try {
      return encoded(value, describedOid);
    } catch (NumberFormatException notOfThatType) {
      return null;
    }
  }

  private static byte @Nullable [] encoded(String value, int typeOid) {
    return switch (typeOid) {
      case 16 -> new byte[] {(byte) (value.startsWith("t") ? 1 : 0)};
      case 21 -> ByteBuffer.allocate(2).putShort(Short.parseShort(value)).array();
      case 23 -> ByteBuffer.allocate(4).putInt(Integer.parseInt(value)).array();
      case 20 -> ByteBuffer.allocate(8).putLong(Long.parseLong(value)).array();
      case 701 -> ByteBuffer.allocate(8).putDouble(Double.parseDouble(value)).array();
      case 25, 1042, 1043 -> value.getBytes(StandardCharsets.UTF_8);
      default -> null;
    };
  }
}
