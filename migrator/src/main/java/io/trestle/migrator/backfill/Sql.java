package io.trestle.migrator.backfill;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement in the making, with its parameters in the order in which they stand in it. Confined
 * to one thread.
 */
final class Sql {

  private record Text(String value) {}

  private record Texts(List<String> values) {}

  private final StringBuilder text = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  /** Puts SQL to the end, which has no parameters. */
  Sql add(String sql) {
    text.append(escaped(sql));
    return this;
  }

  /** Puts a number to the end. */
  Sql number(long value) {
    text.append("CAST(? AS bigint)");
    parameters.add(value);
    return this;
  }

  /** Puts a value to the end that is written as text and read by its type's own input function. */
  Sql value(String value, String type) {
    text.append("CAST(? AS ").append(escaped(type)).append(')');
    parameters.add(new Text(value));
    return this;
  }

  /** Puts an array of text to the end. */
  Sql array(List<String> values) {
    text.append("CAST(? AS text[])");
    parameters.add(new Texts(List.copyOf(values)));
    return this;
  }

  /** Puts this to the end of another. */
  Sql appendTo(Sql other) {
    other.text.append(text);
    other.parameters.addAll(parameters);
    return other;
  }

  /** The statement, with its parameters set. The caller closes it. */
  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text.toString());
    try {
      int index = 1;
      for (Object parameter : parameters) {
        set(connection, statement, index++, parameter);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void set(
      Connection connection, PreparedStatement statement, int index, Object parameter)
      throws SQLException {
    if (parameter instanceof Text value) {
      statement.setObject(index, value.value(), Types.OTHER);
    } else if (parameter instanceof Texts values) {
      Array array = connection.createArrayOf("text", values.values().toArray());
      statement.setArray(index, array);
    } else {
      statement.setLong(index, (Long) parameter);
    }
  }

  /**
   * Doubles the question marks that are operators, since one by itself is a parameter to JDBC.
   * Inside of quotes JDBC leaves them alone.
   */
  static String escaped(String sql) {
    if (sql.indexOf('?') < 0) {
      return sql;
    }
    StringBuilder out = new StringBuilder();
    char quote = 0;
    boolean backslashes = false;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      out.append(c);
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        backslashes = c == '\'' && i > 0 && (sql.charAt(i - 1) == 'E' || sql.charAt(i - 1) == 'e');
      } else if (quote != 0 && backslashes && c == '\\' && i + 1 < sql.length()) {
        out.append(sql.charAt(++i));
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && c == '?') {
        out.append('?');
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
