package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Parameters.Parameter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Sets a parameter of a primitive type, which is kept as the bits of a long. */
enum Primitive implements Parameter {
  BOOLEAN {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setBoolean(index, number != 0);
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return number != 0;
    }
  },

  BYTE {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setByte(index, (byte) number);
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return (byte) number;
    }
  },

  SHORT {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setShort(index, (short) number);
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return (short) number;
    }
  },

  INT {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setInt(index, (int) number);
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return (int) number;
    }
  },

  LONG {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setLong(index, number);
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return number;
    }
  },

  FLOAT {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setFloat(index, Float.intBitsToFloat((int) number));
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return Float.intBitsToFloat((int) number);
    }
  },

  DOUBLE {
    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
        throws SQLException {
      statement.setDouble(index, Double.longBitsToDouble(number));
    }

    @Override
    public Object judged(@Nullable Object value, long number) {
      return Double.longBitsToDouble(number);
    }
  }
}
