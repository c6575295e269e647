package io.trestle.oracle;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.postgresql.util.PGobject;

/**
 * Sets a parameter as an application does: by the method of its type. What has no type is left to
 * the server, and so is a value that is none of its type.
 */
final class JdbcParameter {

  private JdbcParameter() {}

  static void set(PreparedStatement statement, int index, Parameter parameter) throws SQLException {
    String value = parameter.value();
    String type = parameter.type();
    if (value == null) {
      statement.setNull(index, type == null ? Types.OTHER : sqlType(type));
    } else if (type == null) {
      statement.setObject(index, value, Types.OTHER);
    } else {
      setTyped(statement, index, type, value);
    }
  }

  private static void setTyped(PreparedStatement statement, int index, String type, String value)
      throws SQLException {
    try {
      switch (type) {
        case "bool" -> statement.setBoolean(index, value.startsWith("t"));
        case "int2" -> statement.setShort(index, Short.parseShort(value));
        case "int4" -> statement.setInt(index, Integer.parseInt(value));
        case "int8" -> statement.setLong(index, Long.parseLong(value));
        case "float8" -> statement.setDouble(index, Double.parseDouble(value));
        case "numeric" -> statement.setBigDecimal(index, new BigDecimal(value));
        case "text", "varchar" -> statement.setString(index, value);
        case "date" -> statement.setObject(index, LocalDate.parse(value));
        case "timestamp" -> statement.setObject(index, LocalDateTime.parse(iso(value)));
        case "timestamptz" -> statement.setObject(index, OffsetDateTime.parse(iso(value)));
        default -> statement.setObject(index, asText(type, value));
      }
    } catch (NumberFormatException | DateTimeParseException notOfThatType) {
      statement.setObject(index, asText(type, value));
    }
  }

  private static String iso(String value) {
    return value.replace(' ', 'T');
  }

  private static PGobject asText(String type, String value) throws SQLException {
    PGobject object = new PGobject();
    object.setType(type);
    object.setValue(value);
    return object;
  }

  private static int sqlType(String type) {
    return switch (type) {
      case "bool" -> Types.BOOLEAN;
      case "int2" -> Types.SMALLINT;
      case "int4" -> Types.INTEGER;
      case "int8" -> Types.BIGINT;
      case "float8" -> Types.DOUBLE;
      case "numeric" -> Types.NUMERIC;
      case "text", "varchar" -> Types.VARCHAR;
      case "bpchar" -> Types.CHAR;
      case "date" -> Types.DATE;
      case "timestamp" -> Types.TIMESTAMP;
      case "timestamptz" -> Types.TIMESTAMP_WITH_TIMEZONE;
      default -> Types.OTHER;
    };
  }
}
