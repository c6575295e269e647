package io.trestle.oracle.recorded;

import io.trestle.oracle.Audience;
import io.trestle.oracle.Scenario;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A column that can play the part of the one under migration.
 *
 * @param table its table in schema public
 * @param name its name
 * @param type its type, with length or precision
 * @param value V: the value that most rows hold, as a literal
 */
record RecordedColumn(String table, String name, String type, String value) {

  /** All columns but keys, foreign keys, generated ones and those that are unique. */
  private static final String QUALIFYING =
      """
      SELECT relname, attname, format_type(atttypid, atttypmod)
      FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
        AND attidentity = '' AND attgenerated = ''
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid
          AND contype IN ('p', 'u', 'f') AND attnum = ANY (conkey))
      ORDER BY relname, attnum
      """;

  private static final String MOST_COMMON =
      "SELECT quote_literal(%1$s::text) FROM public.%2$s WHERE %1$s IS NOT NULL GROUP BY %1$s"
          + " ORDER BY count(*) DESC, %1$s LIMIT 1";

  /** The columns of a database that qualify, by table and place. */
  static List<RecordedColumn> in(TestPostgres postgres, String database) throws SQLException {
    List<RecordedColumn> columns = new ArrayList<>();
    try (Connection connection = postgres.connect(database);
        Statement outer = connection.createStatement();
        Statement inner = connection.createStatement();
        ResultSet found = outer.executeQuery(QUALIFYING)) {
      while (found.next()) {
        String table = found.getString(1);
        String name = found.getString(2);
        try (ResultSet value = inner.executeQuery(MOST_COMMON.formatted(name, table))) {
          value.next();
          columns.add(new RecordedColumn(table, name, found.getString(3), value.getString(1)));
        }
      }
    }
    return columns;
  }

  /** Finds its table's name. */
  Pattern mention() {
    return Pattern.compile("\\b" + Pattern.quote(table) + "\\b", Pattern.CASE_INSENSITIVE);
  }

  /** As the oracle's own cases are described. */
  Scenario scenario() {
    return new Scenario(
        table + "." + name,
        "public." + table,
        name,
        type,
        null,
        value,
        List.of(),
        Audience.KNOWS,
        null,
        List.of(),
        List.of());
  }
}
