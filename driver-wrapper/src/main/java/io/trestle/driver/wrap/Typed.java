package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Parameters.Parameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/**
 * Sets an object as of a type, which is the number: the driver makes one of that type of it, which
 * may be another value.
 *
 * @param scale to which a number is rounded; negative for that which it has
 */
record Typed(int scale) implements Parameter {

  static final Typed UNROUNDED = new Typed(-1);

  /** Of a date that has no time of day. */
  private static final int DATE_LENGTH = 10;

  @Override
  public void set(PreparedStatement statement, int index, @Nullable Object value, long number)
      throws SQLException {
    if (scale < 0) {
      statement.setObject(index, Again.value(value), (int) number);
    } else {
      statement.setObject(index, Again.value(value), (int) number, scale);
    }
  }

  @Override
  public @Nullable Object judged(@Nullable Object value, long number) {
    return value == null ? null : made(value, (int) number);
  }

  private Object made(Object value, int type) {
    return switch (type) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> whole(value, type);
      case Types.REAL, Types.DOUBLE, Types.FLOAT -> floating(value, type == Types.REAL);
      case Types.NUMERIC, Types.DECIMAL -> decimal(value);
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.OTHER, Types.DISTINCT ->
          value instanceof java.util.Date || value instanceof Temporal ? value.toString() : value;
      case Types.DATE -> value.toString().length() == DATE_LENGTH ? value : Parameters.UNKNOWN;
      case Types.BIT, Types.BOOLEAN -> truth(value);
      default -> value;
    };
  }

  private static Object whole(Object value, int type) {
    Number number = number(value);
    if (number == null) {
      return Parameters.UNKNOWN;
    }
    return switch (type) {
      case Types.BIGINT -> number.longValue();
      case Types.INTEGER -> number.intValue();
      default -> number.shortValue();
    };
  }

  private static Object floating(Object value, boolean isSingle) {
    Number number = number(value);
    if (number == null) {
      return Parameters.UNKNOWN;
    } else if (isSingle) {
      return number.floatValue();
    }
    return number.doubleValue();
  }

  private Object decimal(Object value) {
    Number number = number(value);
    boolean isExact = number instanceof BigDecimal || number instanceof BigInteger;
    if (number == null || !(isExact || Double.isFinite(number.doubleValue()))) {
      return Parameters.UNKNOWN;
    }
    boolean isFloating = number instanceof Float || number instanceof Double;
    BigDecimal made =
        isFloating ? BigDecimal.valueOf(number.doubleValue()) : new BigDecimal(number.toString());
    return scale < 0 ? made : made.setScale(scale, RoundingMode.HALF_UP);
  }

  private static @Nullable Number number(Object value) {
    if (value instanceof String text) {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException none) {
        return null;
      }
    }
    return value instanceof Number number ? number : null;
  }

  private static Object truth(Object value) {
    return switch (value.toString()) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> Parameters.UNKNOWN;
    };
  }
}
