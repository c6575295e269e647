package io.trestle.driver.wrap;

import io.trestle.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.Field;
import org.postgresql.core.Oid;
import org.postgresql.core.Tuple;

/**
 * {@code DatabaseMetaData.getColumns} as in the target database: a column under a rule is there,
 * with its type, its default and whether it takes NULL.
 */
final class TargetColumns {

  private final CompatConnection connection;
  private final DatabaseMetaData truth;

  TargetColumns(CompatConnection connection, DatabaseMetaData truth) {
    this.connection = connection;
    this.truth = truth;
  }

  /** The arguments are those of {@code getColumns}; patterns of LIKE, null for all. */
  ResultSet columns(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      @Nullable String column)
      throws SQLException {
    List<@Nullable String[]> rows = new ArrayList<>();
    Field[] fields;
    try (ResultSet real = truth.getColumns(catalog, schema, table, column)) {
      fields = fields(real.getMetaData());
      while (real.next()) {
        @Nullable String[] row = new String[fields.length];
        for (int i = 0; i < row.length; i++) {
          row[i] = real.getString(i + 1);
        }
        rows.add(row);
      }
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < fields.length; i++) {
      places.put(fields[i].getColumnLabel(), i);
    }
    List<Rule> rules = connection.wrapping().rules(connection.session());
    for (Rule rule : rules) {
      boolean asked =
          matches(schema == null || schema.isEmpty() ? null : schema, rule.schema())
              && matches(table, rule.table())
              && matches(column, rule.column());
      if (asked) {
        List<String> real = names(catalog, schema, rule);
        if (!real.isEmpty()) {
          add(rows, places, rule, position(rule, rules, real));
        }
      }
    }
    BaseStatement own = // of the kind that the driver's own results are of
        (BaseStatement)
            connection
                .session()
                .driver()
                .base()
                .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
    return connection.results(own.createDriverResultSet(fields, tuples(rows)));
  }

  private static Field[] fields(ResultSetMetaData columns) throws SQLException {
    Field[] fields = new Field[columns.getColumnCount()];
    for (int i = 0; i < fields.length; i++) {
      int type =
          switch (columns.getColumnType(i + 1)) {
            case Types.INTEGER -> Oid.INT4;
            case Types.SMALLINT -> Oid.INT2;
            default -> Oid.VARCHAR;
          };
      fields[i] = new Field(columns.getColumnLabel(i + 1), type);
    }
    return fields;
  }

  private static List<Tuple> tuples(List<@Nullable String[]> rows) {
    List<Tuple> tuples = new ArrayList<>();
    for (@Nullable String[] row : rows) {
      byte[][] values = new byte[row.length][];
      for (int i = 0; i < row.length; i++) {
        values[i] = row[i] == null ? null : row[i].getBytes(StandardCharsets.UTF_8);
      }
      tuples.add(new Tuple(values));
    }
    return tuples;
  }

  /**
   * @param position where the column is in the target, from 1
   */
  private void add(
      List<@Nullable String[]> rows, Map<String, Integer> places, Rule rule, int position)
      throws SQLException {
    int schema = places.get("TABLE_SCHEM");
    int table = places.get("TABLE_NAME");
    int column = places.get("COLUMN_NAME");
    int next = 0;
    @Nullable String[] found = null;
    for (int i = 0; i < rows.size(); i++) {
      @Nullable String[] row = rows.get(i);
      int order = compare(row[schema], rule.schema());
      order = order == 0 ? compare(row[table], rule.table()) : order;
      next = order <= 0 ? i + 1 : next;
      found = order == 0 && rule.column().equals(row[column]) ? row : found;
    }
    if (found == null) {
      found = new String[places.size()];
      found[places.get("TABLE_CAT")] = connection.session().state().database();
      found[schema] = rule.schema();
      found[table] = rule.table();
      found[column] = rule.column();
      found[places.get("ORDINAL_POSITION")] = String.valueOf(position);
      describe(found, places, rule);
      rows.add(next, found);
    }
    found[places.get("NULLABLE")] = rule.nullable() ? "1" : "0";
    found[places.get("IS_NULLABLE")] = rule.nullable() ? "YES" : "NO";
    if (found[places.get("COLUMN_DEF")] == null) {
      found[places.get("COLUMN_DEF")] =
          rule.defaultValue() == null ? rule.value() : rule.defaultValue();
    }
  }

  /** As the server sorts names: by their bytes. */
  private static int compare(@Nullable String one, String other) {
    byte[] bytes = String.valueOf(one).getBytes(StandardCharsets.UTF_8);
    return Arrays.compareUnsigned(bytes, other.getBytes(StandardCharsets.UTF_8));
  }

  /** The columns that the rule's table has; none where the driver does not show the table. */
  private List<String> names(@Nullable String catalog, @Nullable String schema, Rule rule)
      throws SQLException {
    List<String> names = new ArrayList<>();
    String one = schema != null && schema.isEmpty() ? schema : escaped(rule.schema());
    try (ResultSet real = truth.getColumns(catalog, one, escaped(rule.table()), null)) {
      while (real.next()) {
        if (rule.schema().equals(real.getString("TABLE_SCHEM"))) {
          names.add(real.getString("COLUMN_NAME"));
        }
      }
    }
    return names;
  }

  /** Columns that are not there yet come behind those that are, in the order of the rules. */
  private static int position(Rule rule, List<Rule> rules, List<String> real) {
    int position = real.size() + 1;
    for (Rule before : rules.subList(0, rules.indexOf(rule))) {
      boolean ofTable =
          before.schema().equals(rule.schema()) && before.table().equals(rule.table());
      position += ofTable && !real.contains(before.column()) ? 1 : 0;
    }
    return position;
  }

  private String escaped(String name) throws SQLException {
    String escape = truth.getSearchStringEscape();
    return name.replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }

  /** What the driver says of a value of the type. */
  private void describe(@Nullable String[] row, Map<String, Integer> places, Rule rule)
      throws SQLException {
    String query = "SELECT CAST(NULL AS " + rule.type() + ")";
    try (PreparedStatement value = connection.delegate().prepareStatement(query)) {
      ResultSetMetaData type = Objects.requireNonNull(value.getMetaData());
      int precision = type.getPrecision(1);
      int size = precision == 0 ? type.getColumnDisplaySize(1) : precision;
      row[places.get("DATA_TYPE")] = String.valueOf(type.getColumnType(1));
      row[places.get("TYPE_NAME")] = type.getColumnTypeName(1);
      row[places.get("COLUMN_SIZE")] = String.valueOf(size);
      row[places.get("CHAR_OCTET_LENGTH")] = String.valueOf(size);
      row[places.get("DECIMAL_DIGITS")] = String.valueOf(type.getScale(1));
      row[places.get("NUM_PREC_RADIX")] = "10";
      row[places.get("IS_AUTOINCREMENT")] = "NO";
      row[places.get("IS_GENERATEDCOLUMN")] = "NO";
    }
  }

  /** Whether a name is of a pattern of LIKE, with a backslash as its escape. */
  static boolean matches(@Nullable String pattern, String name) {
    if (pattern == null) {
      return true;
    }
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char character = pattern.charAt(i);
      if (character == '\\' && i + 1 < pattern.length()) {
        expression.append(Pattern.quote(pattern.substring(++i, i + 1)));
      } else if (character == '%') {
        expression.append(".*");
      } else if (character == '_') {
        expression.append('.');
      } else {
        expression.append(Pattern.quote(String.valueOf(character)));
      }
    }
    return Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
