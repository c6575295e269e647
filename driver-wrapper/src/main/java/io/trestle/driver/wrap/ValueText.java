package io.trestle.driver.wrap;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Array;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.util.PGobject;

/**
 * What a parameter that was given as an object is as a text of PostgreSQL's, where that is beyond
 * doubt: the form that the type's output has in UTC, so that it can be compared with the rule's
 * value. A timestamp with and one without time zone differ in form, so that neither is taken for
 * the other.
 */
final class ValueText {

  /** Before, calendars differ; behind, so do forms. */
  private static final int FIRST_YEAR = 1900;

  private static final int LAST_YEAR = 9999;
  private static final int NANOS_PER_MICRO = 1000;

  /** As many digits of one are in the numeric that the server makes of it. */
  private static final int FLOAT_DIGITS = 6;

  private static final int DOUBLE_DIGITS = 15;
  private static final Set<Integer> TEXTS = Set.of(Oid.TEXT, Oid.VARCHAR, Oid.BPCHAR);

  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private ValueText() {}

  /** What a timestamp is that is given with a calendar. */
  static Object instant(Timestamp value) {
    return value.getClass() == Timestamp.class
        ? value.toInstant().atOffset(ZoneOffset.UTC)
        : Timestamp.class; // has a calendar of its own
  }

  /** Whether a column of the type holds bytes as they are. */
  static boolean isBytes(int type) {
    return type == Oid.BYTEA || type == Oid.UNSPECIFIED;
  }

  /**
   * Null where it cannot be told what the driver makes of the object, or the server of that.
   *
   * @param type the OID of the column's, where it is known
   */
  static @Nullable String of(Object value, int type) {
    if (value instanceof Float || value instanceof Double) {
      return floating((Number) value, type);
    }
    boolean isTime = value instanceof java.util.Date || value instanceof Temporal;
    return isTime && TEXTS.contains(type) ? null : of(value);
  }

  /** In a column of another type it is another number. */
  private static String floating(Number value, int type) {
    double number = value.doubleValue();
    if (type == Oid.NUMERIC && Double.isFinite(number)) {
      int digits = value instanceof Float ? FLOAT_DIGITS : DOUBLE_DIGITS;
      BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits));
      return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
    return type == Oid.FLOAT8 ? Double.toString(number) : value.toString();
  }

  private static @Nullable String of(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof OffsetDateTime time) {
      String local = local(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
      return local == null ? null : local + "+00";
    } else if (value instanceof LocalDateTime time) {
      return local(time);
    } else if (value.getClass() == Timestamp.class) {
      return local(((Timestamp) value).toLocalDateTime());
    } else if (value.getClass() == PGobject.class) {
      return ((PGobject) value).getValue();
    }
    boolean plain =
        value instanceof Boolean
            || value instanceof Character
            || value instanceof UUID
            || value instanceof LocalDate
            || value instanceof java.sql.Date
            || value instanceof Array
            || (value instanceof Number && value.getClass().getName().startsWith("java."));
    return plain ? value.toString() : null;
  }

  private static @Nullable String local(LocalDateTime time) {
    boolean sure =
        time.getYear() >= FIRST_YEAR
            && time.getYear() <= LAST_YEAR
            && time.getNano() % NANOS_PER_MICRO == 0;
    return sure ? LOCAL.format(time) : null;
  }
}
