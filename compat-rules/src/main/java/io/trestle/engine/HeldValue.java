package io.trestle.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * V in the forms in which a client can send it.
 *
 * @param text what the type's output function gives
 * @param binary what the type's send function gives
 * @param family how texts of the type may differ while the value is the same
 */
public record HeldValue(String text, byte[] binary, Family family) {

  /** A V that differs from row to row: no value that a client sends is known to equal it. */
  public static final HeldValue UNKNOWN = new HeldValue("", new byte[0], Family.UNKNOWN);

  private static final int LONGEST_NUMBER = 200;
  private static final Set<String> TRUE =
      Set.of("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1");
  private static final Set<String> FALSE =
      Set.of("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0");

  /** How spellings of one value may differ. */
  public enum Family {
    /** 1.50 is 1.5. */
    NUMBER,
    /** true is t is 1. */
    BOOLEAN,
    /** Equal only when spelled alike. */
    OTHER,
    /** Nothing can be told of the value. */
    UNKNOWN
  }

  /**
   * Whether a bound parameter is V beyond doubt. A spelling that cannot be told to be equal is not.
   */
  boolean equalTo(ByteBuffer bytes, boolean isBinary) {
    if (family == Family.UNKNOWN) {
      return false;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return isBinary
        ? Arrays.equals(copy, binary) || equalInteger(copy)
        : equalTo(new String(copy, StandardCharsets.UTF_8));
  }

  /** An integer may come in another width than its column has. */
  private boolean equalInteger(byte[] other) {
    return family == Family.NUMBER
        && (other.length == 2 || other.length == 4 || other.length == 8)
        && binary.length <= Long.BYTES
        && text.equals(new BigInteger(binary).toString())
        && text.equals(new BigInteger(other).toString());
  }

  /** Whether a text that is cast to the type gives V beyond doubt. */
  public boolean equalTo(String other) {
    if (family != Family.UNKNOWN && text.equals(other)) {
      return true;
    }
    return switch (family) {
      case NUMBER -> equalNumber(other);
      case BOOLEAN -> truth(text) != null && truth(text).equals(truth(other));
      case OTHER, UNKNOWN -> false;
    };
  }

  private boolean equalNumber(String other) {
    BigDecimal mine = number(text);
    BigDecimal theirs = number(other);
    return mine != null && theirs != null && mine.compareTo(theirs) == 0;
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      return text.length() > LONGEST_NUMBER ? null : new BigDecimal(text.strip());
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static @Nullable Boolean truth(String text) {
    String folded = text.strip().toLowerCase(Locale.ROOT);
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
