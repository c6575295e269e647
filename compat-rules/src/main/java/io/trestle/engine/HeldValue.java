package io.trestle.engine;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The constant V in the forms in which a client can send it.
 *
 * @param text what the type's output function gives
 * @param binary what the type's send function gives
 * @param numeric whether the type is a number, whose texts may differ while the value is the same
 */
public record HeldValue(String text, byte[] binary, boolean numeric) {

  /** Whether a bound parameter is V beyond doubt. A different spelling that cannot be told to be equal is not. */
  boolean equalTo(ByteBuffer bytes, boolean isBinary) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    if (isBinary) {
      return Arrays.equals(copy, binary);
    }
    return equalTo(new String(copy, StandardCharsets.UTF_8));
  }

  /** Whether a text that is cast to the type gives V beyond doubt. */
  public boolean equalTo(String other) {
    if (text.equals(other)) {
      return true;
    }
    return numeric && number(other) != null && equalNumbers(other);
  }

  private boolean equalNumbers(String other) {
    BigDecimal mine = number(text);
    BigDecimal theirs = number(other);
    return mine != null && theirs != null && mine.compareTo(theirs) == 0;
  }

  private static @org.jspecify.annotations.Nullable BigDecimal number(String text) {
    try {
      return text.length() > 200 ? null : new BigDecimal(text.strip());
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeldValue that
        && text.equals(that.text)
        && Arrays.equals(binary, that.binary)
        && numeric == that.numeric;
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
