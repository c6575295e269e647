package io.trestle.oracle.recorded;

import io.trestle.testkit.TestPostgres;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The tables of TPC-H, with generated rows. */
final class TpchTables {

  /** The order in which foreign keys allow them to be filled. */
  private static final List<String> ORDER =
      List.of("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem");

  /**
   * Keys as the benchmark defines them, and an index for the queries that look lines up by part:
   * without it they take minutes.
   */
  private static final Map<String, String> CONSTRAINTS =
      Map.of(
          "region",
          "ADD PRIMARY KEY (r_regionkey)",
          "nation",
          "ADD PRIMARY KEY (n_nationkey), ADD FOREIGN KEY (n_regionkey) REFERENCES region",
          "supplier",
          "ADD PRIMARY KEY (s_suppkey), ADD FOREIGN KEY (s_nationkey) REFERENCES nation",
          "customer",
          "ADD PRIMARY KEY (c_custkey), ADD FOREIGN KEY (c_nationkey) REFERENCES nation",
          "part",
          "ADD PRIMARY KEY (p_partkey)",
          "partsupp",
          "ADD PRIMARY KEY (ps_partkey, ps_suppkey), ADD FOREIGN KEY (ps_partkey) REFERENCES part,"
              + " ADD FOREIGN KEY (ps_suppkey) REFERENCES supplier",
          "orders",
          "ADD PRIMARY KEY (o_orderkey), ADD FOREIGN KEY (o_custkey) REFERENCES customer",
          "lineitem",
          "ADD PRIMARY KEY (l_orderkey, l_linenumber),"
              + " ADD FOREIGN KEY (l_orderkey) REFERENCES orders,"
              + " ADD FOREIGN KEY (l_partkey, l_suppkey) REFERENCES partsupp");

  private TpchTables() {}

  /** Makes and fills them in schema public. */
  static void load(TestPostgres postgres, String database, double scale)
      throws SQLException, IOException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (String name : ORDER) {
        TpchTable<?> table = TpchTable.getTable(name);
        statement.execute("CREATE TABLE " + name + " (" + columns(table) + ")");
        copy.copyIn(
            "COPY " + name + " FROM STDIN (DELIMITER '|')", new StringReader(rows(table, scale)));
        statement.execute("ALTER TABLE " + name + " " + CONSTRAINTS.get(name));
      }
      statement.execute("CREATE INDEX ON lineitem (l_partkey, l_suppkey)");
      statement.execute("ANALYZE");
    }
  }

  private static String columns(TpchTable<?> table) {
    return table.getColumns().stream()
        .map(column -> column.getColumnName() + " " + type(column) + " NOT NULL")
        .collect(Collectors.joining(", "));
  }

  private static String type(TpchColumn<?> column) {
    TpchColumnType type = column.getType();
    return switch (type.getBase()) {
      case INTEGER -> "integer";
      case IDENTIFIER -> "bigint";
      case DATE -> "date";
      case DOUBLE -> "numeric(15,2)";
      case VARCHAR -> "varchar(" + type.getPrecision().orElseThrow() + ")";
    };
  }

  /** In the form of COPY: fields are free of backslashes and delimiters. */
  private static String rows(TpchTable<?> table, double scale) {
    StringBuilder rows = new StringBuilder();
    for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
      String line = row.toLine();
      rows.append(line, 0, line.endsWith("|") ? line.length() - 1 : line.length()).append('\n');
    }
    return rows.toString();
  }
}
