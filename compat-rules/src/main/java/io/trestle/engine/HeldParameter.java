package io.trestle.engine;

import java.nio.ByteBuffer;
import java.util.List;
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

  /** Judges one value; adds to {@code notices} when it was discarded. Returns an error or null. */
  @Nullable SqlError judge(ParameterValues values, List<SqlNotice> notices) {
    ByteBuffer bytes = values.bytes(parameter);
    if (bytes == null && nullPasses) {
      return null;
    }
    if (bytes == null && whenNull != null) {
      return whenNull;
    }
    if (value == null
        || (bytes != null && value.equalTo(bytes, values.isBinary(parameter), values.charset()))) {
      return null;
    }
    if (discarded != null) {
      notices.add(discarded);
    }
    return whenOther;
  }
}
