package io.trestle.oracle;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Collects what JDBC shows of one execution. In the place of a command tag stands the update count.
 */
final class JdbcAnswer {

  /** What pgjdbc calls a type by the column of the table that it comes from. */
  private static final Map<String, String> SERIAL =
      Map.of("smallserial", "int2", "serial", "int4", "bigserial", "int8");

  private final List<List<Answer.Column>> descriptions = new ArrayList<>();
  private final List<Answer.Result> results = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private Answer.@Nullable Failure failure;

  void columns(List<Answer.Column> columns) {
    descriptions.add(columns);
  }

  void result(List<List<String>> rows, String tag) {
    results.add(new Answer.Result(rows, tag));
  }

  /** All results of a statement that was executed. */
  void results(Statement statement, boolean rowsFirst) throws SQLException {
    boolean rows = rowsFirst;
    while (rows || statement.getUpdateCount() != -1) {
      if (rows) {
        rows(statement.getResultSet());
      } else {
        result(List.of(), "count " + statement.getLargeUpdateCount());
      }
      rows = statement.getMoreResults();
    }
  }

  private void rows(ResultSet result) throws SQLException {
    ResultSetMetaData data = result.getMetaData();
    List<Answer.Column> columns = new ArrayList<>();
    for (int column = 1; column <= data.getColumnCount(); column++) {
      columns.add(new Answer.Column(data.getColumnLabel(column), type(data, column)));
    }
    columns(columns);
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= columns.size(); column++) {
        String value = result.getString(column);
        row.add(value == null ? "NULL" : "'" + value + "'");
      }
      rows.add(row);
    }
    result(rows, "rows");
  }

  private static String type(ResultSetMetaData data, int column) throws SQLException {
    String name = data.getColumnTypeName(column);
    return "%s (%d, %s) precision %d scale %d width %d"
        .formatted(
            SERIAL.getOrDefault(name, name),
            data.getColumnType(column),
            data.getColumnClassName(column),
            data.getPrecision(column),
            data.getScale(column),
            data.getColumnDisplaySize(column));
  }

  void parameters(ParameterMetaData data) throws SQLException {
    List<Answer.Column> columns = new ArrayList<>();
    for (int parameter = 1; parameter <= data.getParameterCount(); parameter++) {
      String type =
          "%s (%d, %s)"
              .formatted(
                  data.getParameterTypeName(parameter),
                  data.getParameterType(parameter),
                  data.getParameterClassName(parameter));
      columns.add(new Answer.Column("parameter " + parameter, type));
    }
    columns(columns);
  }

  void warnings(@Nullable SQLWarning first) {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      notices.add(String.valueOf(warning.getSQLState()));
    }
  }

  void failure(SQLException failed) {
    ServerErrorMessage told =
        failed instanceof PSQLException server ? server.getServerErrorMessage() : null;
    failure =
        new Answer.Failure(
            String.valueOf(failed.getSQLState()),
            told == null ? 0 : told.getPosition(),
            String.valueOf(told == null ? failed.getMessage() : told.getMessage()));
  }

  Answer finish(Connection connection) throws SQLException {
    warnings(connection.getWarnings());
    connection.clearWarnings();
    return new Answer(null, descriptions, results, failure, notices, status(connection));
  }

  private static char status(Connection connection) throws SQLException {
    return switch (connection.unwrap(BaseConnection.class).getTransactionState()) {
      case IDLE -> 'I';
      case OPEN -> 'T';
      case FAILED -> 'E';
    };
  }
}
