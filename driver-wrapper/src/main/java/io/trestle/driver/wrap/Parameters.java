package io.trestle.driver.wrap;

import io.trestle.engine.ParameterValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * The parameters that were set on a prepared statement, so that they can be set once more on
 * another, and judged where they are a value for the column.
 */
final class Parameters implements ParameterValues {

  /** Sets one parameter. */
  interface Parameter {

    /**
     * @param index the driver's, from 1
     */
    void set(PreparedStatement statement, int index) throws SQLException;
  }

  /** What no value of a column is: it cannot be told what the driver makes of an object. */
  private static final byte[] UNKNOWN = {0};

  private Parameter[] parameters;
  private @Nullable Object[] values;
  private final BitSet texts = new BitSet();

  Parameters() {
    this(new Parameter[4], new Object[4]);
  }

  private Parameters(Parameter[] parameters, @Nullable Object[] values) {
    this.parameters = parameters;
    this.values = values;
  }

  /**
   * @param index the service's, from 1
   * @param value what was given for it, null for SQL's NULL
   */
  void set(int index, @Nullable Object value, Parameter parameter) {
    if (index > parameters.length) {
      int room = Math.max(index, 2 * parameters.length);
      parameters = Arrays.copyOf(parameters, room);
      values = Arrays.copyOf(values, room);
    }
    parameters[index - 1] = parameter;
    values[index - 1] = value;
    texts.clear(index);
  }

  /** The parameter was set as text, by name of that type. */
  void declareText(int index) {
    texts.set(index);
  }

  boolean isText(int index) {
    return texts.get(index);
  }

  void clear() {
    Arrays.fill(parameters, null);
    Arrays.fill(values, null);
    texts.clear();
  }

  /** The same at this moment. */
  Parameters copy() {
    return new Parameters(parameters.clone(), values.clone());
  }

  /** Sets all of them on a statement. */
  void apply(PreparedStatement statement, @Nullable ParameterMap map) throws SQLException {
    if (map == null) {
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i] != null) {
          parameters[i].set(statement, i + 1);
        }
      }
      return;
    }
    for (int i = 0; i < map.ours().size(); i++) {
      int ours = map.ours().get(i);
      if (ours <= parameters.length && parameters[ours - 1] != null) {
        parameters[ours - 1].set(statement, i + 1);
      }
    }
  }

  /**
   * The first of those before {@code count} that nobody has set; 0 where all are.
   *
   * @param count how many there have to be
   */
  int firstMissing(int count) {
    for (int i = 0; i < count; i++) {
      if (i >= parameters.length || parameters[i] == null) {
        return i + 1;
      }
    }
    return 0;
  }

  @Override
  public int count() {
    return values.length;
  }

  @Override
  public boolean isBinary(int parameter) {
    return values[parameter - 1] instanceof byte[];
  }

  @Override
  public @Nullable ByteBuffer bytes(int parameter) {
    Object value = values[parameter - 1];
    if (value == null || (value instanceof PGobject object && object.isNull())) {
      return null;
    } else if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    String text = ValueText.of(value);
    return ByteBuffer.wrap(text == null ? UNKNOWN : text.getBytes(StandardCharsets.UTF_8));
  }
}
