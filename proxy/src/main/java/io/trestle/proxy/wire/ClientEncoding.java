package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client_encoding: how the bytes of statements become characters and back. Immutable.
 *
 * @param name PostgreSQL's name for it
 * @param charset Java's counterpart, or null where there is none
 * @param asciiSafe whether a byte below 128 always stands for the ASCII character, also inside a
 *     multi-byte character
 */
public record ClientEncoding(String name, @Nullable Charset charset, boolean asciiSafe) {

  /** What holds until the server has said otherwise. */
  public static final ClientEncoding UTF8 =
      new ClientEncoding("UTF8", StandardCharsets.UTF_8, true);

  private static final String SQL_ASCII = "SQL_ASCII";

  private static final char REPLACEMENT = '\uFFFD';

  /**
   * Java's names where they are not PostgreSQL's. SQL_ASCII is any bytes: Latin 1 keeps each of
   * them. What a client of that encoding sends is in the server's ({@link #of(String, String)}).
   */
  private static final Map<String, String> JAVA_NAMES =
      Map.ofEntries(
          Map.entry("UTF8", "UTF-8"),
          Map.entry("UNICODE", "UTF-8"),
          Map.entry(SQL_ASCII, "ISO-8859-1"),
          Map.entry("LATIN1", "ISO-8859-1"),
          Map.entry("LATIN2", "ISO-8859-2"),
          Map.entry("LATIN3", "ISO-8859-3"),
          Map.entry("LATIN4", "ISO-8859-4"),
          Map.entry("LATIN5", "ISO-8859-9"),
          Map.entry("LATIN7", "ISO-8859-13"),
          Map.entry("LATIN9", "ISO-8859-15"),
          Map.entry("ISO_8859_5", "ISO-8859-5"),
          Map.entry("ISO_8859_6", "ISO-8859-6"),
          Map.entry("ISO_8859_7", "ISO-8859-7"),
          Map.entry("ISO_8859_8", "ISO-8859-8"),
          Map.entry("WIN866", "IBM866"),
          Map.entry("WIN874", "x-windows-874"),
          Map.entry("WIN1250", "windows-1250"),
          Map.entry("WIN1251", "windows-1251"),
          Map.entry("WIN1252", "windows-1252"),
          Map.entry("WIN1253", "windows-1253"),
          Map.entry("WIN1254", "windows-1254"),
          Map.entry("WIN1255", "windows-1255"),
          Map.entry("WIN1256", "windows-1256"),
          Map.entry("WIN1257", "windows-1257"),
          Map.entry("WIN1258", "windows-1258"),
          Map.entry("KOI8R", "KOI8-R"),
          Map.entry("KOI8U", "KOI8-U"),
          Map.entry("EUC_JP", "EUC-JP"),
          Map.entry("EUC_KR", "EUC-KR"),
          Map.entry("EUC_CN", "GB2312"),
          Map.entry("EUC_TW", "x-EUC-TW"),
          Map.entry("SJIS", "windows-31j"),
          Map.entry("BIG5", "Big5"),
          Map.entry("GBK", "GBK"),
          Map.entry("UHC", "x-windows-949"),
          Map.entry("GB18030", "GB18030"),
          Map.entry("JOHAB", "x-Johab"));

  private static final Set<String> ASCII_INSIDE =
      Set.of("SJIS", "BIG5", "GBK", "UHC", "GB18030", "JOHAB", "SHIFT_JIS_2004");

  /** The encoding of that name, as ParameterStatus reports it. */
  public static ClientEncoding of(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("UTF8")) {
      return UTF8;
    }
    return new ClientEncoding(
        name, charsetOf(JAVA_NAMES.get(upper)), !ASCII_INSIDE.contains(upper));
  }

  /**
   * The encoding of that name, before a server of some encoding: bytes in SQL_ASCII are taken for
   * the server's own.
   */
  public static ClientEncoding of(String name, String server) {
    return name.equalsIgnoreCase(SQL_ASCII)
        ? new ClientEncoding(SQL_ASCII, of(server).charset(), true)
        : of(name);
  }

  /**
   * The encoding of that name as a statement may spell it: case and punctuation do not count.
   *
   * @param server the name of the server's
   */
  public static ClientEncoding spelled(String name, String server) {
    String plain = plain(name);
    for (String known : JAVA_NAMES.keySet()) {
      if (plain(known).equals(plain)) {
        return of(known.equals("UNICODE") ? "UTF8" : known, server);
      }
    }
    return of(name);
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
  }

  private static @Nullable Charset charsetOf(@Nullable String javaName) {
    try {
      return javaName == null ? null : Charset.forName(javaName);
    } catch (UnsupportedCharsetException | IllegalCharsetNameException unknown) {
      return null;
    }
  }

  /**
   * The characters of some bytes; null when they are not valid in this encoding, or it is unknown
   * to Java.
   */
  public @Nullable String decode(byte[] bytes) {
    if (charset == null) {
      return null;
    }
    String text = new String(bytes, charset);
    return text.indexOf(REPLACEMENT) < 0 || isValid(bytes, charset) ? text : null;
  }

  /**
   * The bytes of some characters; null when one of them does not exist in this encoding, or it is
   * unknown to Java.
   */
  public byte @Nullable [] encode(String text) {
    if (charset == null) {
      return null;
    }
    if (charset == StandardCharsets.UTF_8) {
      return text.getBytes(charset);
    }
    try {
      ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException unmappable) {
      return null;
    }
  }

  /** For messages: what cannot be read becomes a replacement character. */
  String decodeLossy(ByteBuf buffer, int from, int end) {
    return buffer.toString(
        from, end - from, charset == null ? StandardCharsets.ISO_8859_1 : charset);
  }

  /** For messages: what cannot be written becomes a question mark. */
  byte[] encodeLossy(String text) {
    return text.getBytes(charset == null ? StandardCharsets.US_ASCII : charset);
  }

  private static boolean isValid(byte[] bytes, Charset charset) {
    try {
      charset.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
