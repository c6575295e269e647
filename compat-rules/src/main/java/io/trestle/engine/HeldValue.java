package io.trestle.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * V in the forms in which a client can send it.
 *
 * @param text what the type's output function gives
 * @param binary what the type's send function gives, to a client whose encoding is UTF-8
 * @param family how texts of the type may differ while the value is the same
 */
public record HeldValue(String text, byte[] binary, Family family) {

  /** A V that differs from row to row: no value that a client sends is known to equal it. */
  public static final HeldValue UNKNOWN = new HeldValue("", new byte[0], Family.UNKNOWN);

  private static final int LONGEST_NUMBER = 200;
  private static final Pattern INTEGRAL = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern NUMERIC =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
  private static final Pattern BLANKS_AROUND =
      Pattern.compile("^[ \\t\\n\\r\\f\\x0B]+|[ \\t\\n\\r\\f\\x0B]+$");
  private static final Set<String> TRUE =
      Set.of("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1");
  private static final Set<String> FALSE =
      Set.of("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0");

  /** text, varchar and unknown (catalog pg_type). */
  private static final Set<Integer> TEXTS = Set.of(25, 1043, 705);

  /** int8, int2, int4 and numeric. */
  private static final Set<Integer> EXACT_NUMBERS = Set.of(20, 21, 23, 1700);

  /** How spellings of one value may differ. */
  public enum Family {
    /** Integers: 01 is 1; 1.0 is none. */
    INTEGER,
    /** numeric of a fixed scale: 1.50 is 1.5. */
    SCALED,
    /** numeric that keeps the scale it is given: 1.50 is 1.5e0 with another scale, which shows. */
    DECIMAL,
    /** Floating point: 1.50 is 1.5, but -0 is not 0. */
    FLOAT,
    /** true is t is 1. */
    BOOLEAN,
    /** Equal only when spelled alike. */
    OTHER,
    /** Nothing can be told of the value. */
    UNKNOWN;

    /** Whether a numeric constant may be such a value. */
    public boolean isNumber() {
      return this == INTEGER || this == SCALED || this == DECIMAL || this == FLOAT;
    }
  }

  /**
   * Whether a parameter of a type becomes the value that it spells in a column of V's type, if it
   * becomes one.
   *
   * @param type the OID of one of PostgreSQL's own
   */
  boolean keeps(int type) {
    return TEXTS.contains(type) || (family.isNumber() && EXACT_NUMBERS.contains(type));
  }

  /**
   * Whether a bound parameter is V beyond doubt. A spelling that cannot be told to be equal is not.
   *
   * @param charset what the client writes characters in, or null where that is not known
   */
  boolean equalTo(ByteBuffer bytes, boolean isBinary, @Nullable Charset charset) {
    if (family == Family.UNKNOWN) {
      return false;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return isBinary
        ? Arrays.equals(copy, binary(charset)) || equalInteger(copy)
        : equalTo(new String(copy, charset == null ? StandardCharsets.US_ASCII : charset));
  }

  /**
   * What the type's send function gives a client of some encoding; null where that is not known.
   *
   * @param charset Java's counterpart of the encoding, or null where there is none
   */
  byte @Nullable [] binary(@Nullable Charset charset) {
    if (StandardCharsets.UTF_8.equals(charset) || text.chars().allMatch(c -> c < 128)) {
      return binary;
    }
    boolean characters = Arrays.equals(binary, text.getBytes(StandardCharsets.UTF_8));
    byte[] encoded = charset == null || !characters ? null : text.getBytes(charset);
    return encoded != null && new String(encoded, charset).equals(text) ? encoded : null;
  }

  /** An integer may come in another width than its column has. */
  private boolean equalInteger(byte[] other) {
    return family == Family.INTEGER
        && (other.length == 2 || other.length == 4 || other.length == 8)
        && binary.length <= Long.BYTES
        && text.equals(new BigInteger(binary).toString())
        && text.equals(new BigInteger(other).toString());
  }

  /** Whether a text that the type's input function reads gives V beyond doubt. */
  public boolean equalTo(String other) {
    if (family != Family.UNKNOWN && text.equals(other)) {
      return true;
    }
    return switch (family) {
      case INTEGER -> INTEGRAL.matcher(trimmed(other)).matches() && equalToNumber(other);
      case SCALED, DECIMAL, FLOAT -> equalToNumber(other);
      case BOOLEAN -> truth(text) != null && truth(text).equals(truth(other));
      case OTHER, UNKNOWN -> false;
    };
  }

  /**
   * Whether a numeric constant of SQL gives V beyond doubt when it is assigned to the type: 1.0 is
   * 1 in a column of integers, too.
   *
   * @param other the constant, with its sign
   */
  public boolean equalToNumber(String other) {
    BigDecimal mine = number(text);
    BigDecimal theirs = number(other);
    boolean equal =
        family.isNumber() && mine != null && theirs != null && mine.compareTo(theirs) == 0;
    return switch (family) {
      case DECIMAL -> equal && Math.max(0, mine.scale()) == Math.max(0, theirs.scale());
      case FLOAT -> equal && text.startsWith("-") == trimmed(other).startsWith("-");
      default -> equal;
    };
  }

  /** A number in the digits and signs that every PostgreSQL reads; null for anything else. */
  private static @Nullable BigDecimal number(String text) {
    String trimmed = trimmed(text);
    if (text.length() > LONGEST_NUMBER || !NUMERIC.matcher(trimmed).matches()) {
      return null;
    }
    try {
      return new BigDecimal(trimmed);
    } catch (NumberFormatException | ArithmeticException tooLarge) {
      return null;
    }
  }

  /** Without the blanks that PostgreSQL's input functions skip, which are fewer than Java's. */
  private static String trimmed(String text) {
    return BLANKS_AROUND.matcher(text).replaceAll("");
  }

  private static @Nullable Boolean truth(String text) {
    String folded = trimmed(text).toLowerCase(Locale.ROOT);
    return TRUE.contains(folded) ? Boolean.TRUE : FALSE.contains(folded) ? Boolean.FALSE : null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HeldValue that
        && text.equals(that.text)
        && Arrays.equals(binary, that.binary)
        && family == that.family;
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "HeldValue[" + text + "]";
  }
}
