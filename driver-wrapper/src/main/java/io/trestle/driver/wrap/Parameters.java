package io.trestle.driver.wrap;

import io.trestle.engine.Outcome;
import io.trestle.engine.ParameterValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.util.PGobject;

/**
 * The parameters that were set on a prepared statement, so that they can be set once more on
 * another, and judged where they are a value for the column.
 */
final class Parameters implements ParameterValues {

  /**
   * Sets one parameter by one of JDBC's methods. What the method is given it gets handed back, so
   * that most are one object for all parameters, and keeping one makes no garbage.
   */
  interface Parameter {

    /**
     * @param index the driver's, from 1
     * @param value the object that was given
     * @param number the number that was given: in place of an object, or behind it
     */
    void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException;

    /** What was given, as an object; null for SQL's NULL. */
    default @Nullable Object judged(@Nullable Object value, long number) {
      return value;
    }
  }

  /** The driver declares such a parameter, whatever the text makes of it. */
  static final Parameter TEXT =
      (statement, index, value, number) -> statement.setString(index, (String) value);

  /** What no value of a column is: it cannot be told what the driver makes of an object. */
  static final String UNKNOWN = "\0";

  /** The statement of which some are values for columns; null before they are judged. */
  private Outcome.@Nullable Rewritten statement;

  private int count;
  private @Nullable Parameter[] parameters = new Parameter[4];
  private @Nullable Object[] values = new Object[4];
  private long[] numbers = new long[4];

  /**
   * @param index the service's, from 1
   * @param value what was given for it: an object, or null
   * @param number what was given for it, or with the object
   */
  void set(int index, @Nullable Object value, long number, Parameter parameter) {
    reserve(index);
    parameters[index - 1] = parameter;
    values[index - 1] = value;
    numbers[index - 1] = number;
    count = Math.max(count, index);
  }

  private void reserve(int room) {
    if (room > parameters.length) {
      int more = Math.max(room, 2 * parameters.length);
      parameters = Arrays.copyOf(parameters, more);
      values = Arrays.copyOf(values, more);
      numbers = Arrays.copyOf(numbers, more);
    }
  }

  /** The parameter was set as text, by name of that type. */
  boolean isText(int index) {
    return index <= count && parameters[index - 1] == TEXT;
  }

  void clear() {
    Arrays.fill(parameters, null);
    Arrays.fill(values, null);
    count = 0;
  }

  /** Writes all of them into arrays, beginning at a place. */
  void copyTo(
      @Nullable Parameter[] toParameters, @Nullable Object[] toValues, long[] toNumbers, int at) {
    System.arraycopy(parameters, 0, toParameters, at, count);
    System.arraycopy(values, 0, toValues, at, count);
    System.arraycopy(numbers, 0, toNumbers, at, count);
  }

  /** Takes all of them out of arrays. */
  void copyFrom(
      @Nullable Parameter[] theirs,
      @Nullable Object[] theirValues,
      long[] theirNumbers,
      int at,
      int width) {
    reserve(width);
    System.arraycopy(theirs, at, parameters, 0, width);
    System.arraycopy(theirValues, at, values, 0, width);
    System.arraycopy(theirNumbers, at, numbers, 0, width);
    count = width;
  }

  /** Sets all of them on a statement. */
  void apply(PreparedStatement statement, @Nullable ParameterMap map) throws SQLException {
    int places = map == null ? count : map.ours().size();
    for (int i = 0; i < places; i++) {
      apply(map == null ? i + 1 : map.ours().get(i), statement, i + 1);
    }
  }

  private void apply(int index, PreparedStatement statement, int place) throws SQLException {
    Parameter parameter = index > count ? null : parameters[index - 1];
    if (parameter != null) {
      parameter.set(statement, place, values[index - 1], numbers[index - 1]);
    }
  }

  /**
   * The first of those before {@code count} that nobody has set; 0 where all are.
   *
   * @param needed how many there have to be
   */
  int firstMissing(int needed) {
    for (int i = 0; i < needed; i++) {
      if (i >= count || parameters[i] == null) {
        return i + 1;
      }
    }
    return 0;
  }

  /**
   * The same, to be judged.
   *
   * @param rewritten what they are bound to
   */
  Parameters boundTo(Outcome.Rewritten rewritten) {
    statement = rewritten;
    return this;
  }

  private int type(int parameter) {
    return statement == null ? Oid.UNSPECIFIED : statement.parameterType(parameter);
  }

  @Override
  public int count() {
    return count;
  }

  private @Nullable Object judged(int parameter) {
    Parameter set = parameters[parameter - 1];
    return set == null ? null : set.judged(values[parameter - 1], numbers[parameter - 1]);
  }

  @Override
  public boolean isBinary(int parameter) {
    return values[parameter - 1] instanceof byte[];
  }

  @Override
  public @Nullable ByteBuffer bytes(int parameter) {
    String text = text(parameter);
    if (text != null) {
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
    return judged(parameter) instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
  }

  @Override
  public @Nullable String text(int parameter) {
    Object value = judged(parameter);
    if (value instanceof String text) {
      return text;
    } else if (value == null || (value instanceof PGobject object && object.isNull())) {
      return null;
    } else if (value instanceof byte[]) {
      return ValueText.isBytes(type(parameter)) ? null : UNKNOWN;
    }
    String text = ValueText.of(value, type(parameter));
    return text == null ? UNKNOWN : text;
  }
}
