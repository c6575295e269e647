package io.trestle.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that carries a value for the column: where writes are held it may be V and nothing
 * else; where they are not it may be anything but NULL.
 *
 * @param parameter its number, from 1
 * @param value V in the forms a parameter can take, or null where any value passes but NULL
 * @param nullPasses whether a NULL is left to a guard in the text
 * @param whenNull the error for a NULL, or null where NULL is one more other value
 * @param whenOther the error for any value but V, or null where it is discarded
 * @param discarded what to tell the client when a value was discarded, or null
 */
public record HeldParameter(
    int parameter,
    @Nullable HeldValue value,
    boolean nullPasses,
    @Nullable SqlError whenNull,
    @Nullable SqlError whenOther,
    @Nullable SqlNotice discarded) {

  /**
   * Whether nothing is to be said of the value.
   *
   * @param storedAsSent whether it may be told by what was sent
   */
  boolean passes(ParameterValues values, boolean storedAsSent) {
    String text = values.text(parameter);
    if (text != null) {
      return value == null || (storedAsSent && value.equalTo(text));
    }
    ByteBuffer bytes = values.bytes(parameter);
    if (bytes == null) {
      return nullPasses || (whenNull == null && value == null);
    }
    return value == null
        || (storedAsSent && value.equalTo(bytes, values.isBinary(parameter), values.charset()));
  }

  /** The error for a value that does not pass; null where it is {@link #discarded}. */
  @Nullable SqlError error(ParameterValues values) {
    boolean isNull = values.text(parameter) == null && values.bytes(parameter) == null;
    return isNull && whenNull != null ? whenNull : whenOther;
  }
}
