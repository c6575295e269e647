package io.trestle.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What wrapping drivers cost: the same work through pgjdbc itself and through drivers around it, in
 * turns, on one thread. Each round gives one ratio to pgjdbc's time of that round; printed are the
 * median ratio with its {@link Interval}, and the bytes allocated more.
 */
public final class DriverPairs {

  private static final int WARM_UP_ROUNDS = 8;

  /** Leads to the server through one of the drivers. */
  private interface Way {
    Connection connect() throws SQLException;
  }

  /** One operation of a kind of work. */
  private interface Work {
    void once() throws SQLException;
  }

  /** Makes the work on a connection. */
  private interface Maker {
    Work on(Connection connection) throws SQLException;
  }

  private record Kind(String name, int operations, Maker maker) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("point select, prepared, no rule concerned", 2_000, DriverPairs::pointSelect),
          new Kind("batch insert of 1,000 rows", 10, DriverPairs::batchInsert),
          new Kind("10,000 rows read, 3 columns", 20, DriverPairs::manyRows));

  private DriverPairs() {}

  /**
   * @param args JDBC URL (jdbc:postgresql:…) of a database of its own, number of rounds
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !args[0].startsWith("jdbc:postgresql:")) {
      System.err.println("Usage: DriverPairs jdbc:postgresql://HOST:PORT/DATABASE?… ROUNDS");
      System.exit(2);
    }
    int rounds = Integer.parseInt(args[1]);
    String rest = args[0].substring("jdbc:".length());
    try (Connection connection = DriverManager.getConnection(args[0]);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE items (id int PRIMARY KEY, name text, amount int);"
              + "INSERT INTO items SELECT i, 'item ' || i, i FROM generate_series(1, 10000) i;"
              + "CREATE UNLOGGED TABLE sink (id int, name text, amount int);"
              + "CREATE TABLE parcels (id int PRIMARY KEY); ANALYZE");
    }
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("pgjdbc", url(args[0]));
    ways.put(
        "trestle, rule for another table",
        url("jdbc:trestle:" + rest + "&trestle.rules=" + rules()));
    ways.put("p6spy", url("jdbc:p6spy:" + rest));
    ways.put("datasource-proxy, no listeners", datasourceProxy(args[0]));
    ways.put(
        "aws-advanced-jdbc-wrapper, no plugins",
        url("jdbc:aws-wrapper:" + rest + "&wrapperPlugins="));
    ways.put(
        "shardingsphere-jdbc, one data source",
        url("jdbc:shardingsphere:absolutepath:" + shardingSphere(args[0])));
    System.out.printf(
        "%d rounds in turns; median ratio to pgjdbc's time, interval (95 %%), bytes an operation more%n",
        rounds);
    for (Kind kind : KINDS) {
      measure(kind, ways, rounds);
    }
  }

  private static Way url(String url) {
    return () -> DriverManager.getConnection(url);
  }

  private static Way datasourceProxy(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return ProxyDataSourceBuilder.create(source).build()::getConnection;
  }

  private static Path rules() throws IOException {
    return file(
        """
        rules:
          - table: public.parcels
            column: status
            type: text
            value: "'open'"
            nullable: false
            phase: absent
        """);
  }

  /** Everything goes to one database, and nothing is sharded. */
  private static Path shardingSphere(String url) throws IOException {
    return file(
        """
        databaseName: bench
        dataSources:
          only:
            dataSourceClassName: com.zaxxer.hikari.HikariDataSource
            driverClassName: org.postgresql.Driver
            jdbcUrl: "%s"
            maximumPoolSize: 4
        rules:
          - !SINGLE
            tables:
              - "*.*.*"
            defaultDataSource: only
        """
            .formatted(url));
  }

  private static Path file(String yaml) throws IOException {
    Path file = Files.createTempFile("driver-pairs", ".yaml");
    file.toFile().deleteOnExit();
    return Files.writeString(file, yaml);
  }

  private static void measure(Kind kind, Map<String, Way> ways, int rounds) throws SQLException {
    List<String> names = List.copyOf(ways.keySet());
    List<Connection> connections = new ArrayList<>();
    List<Work> works = new ArrayList<>();
    for (String name : names) {
      Connection connection = ways.get(name).connect();
      connections.add(connection);
      works.add(kind.maker().on(connection));
    }
    double[][] nanos = new double[names.size()][rounds];
    double[][] bytes = new double[names.size()][rounds];
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int i = 0; i < names.size(); i++) {
        // Each is first as often as the others, so that none is always behind the same one.
        int which = Math.floorMod(i + round, names.size());
        long allocated = allocated();
        long begin = System.nanoTime();
        for (int times = 0; times < kind.operations(); times++) {
          works.get(which).once();
        }
        long took = System.nanoTime() - begin;
        if (round >= 0) {
          nanos[which][round] = (double) took / kind.operations();
          bytes[which][round] = (double) (allocated() - allocated) / kind.operations();
        }
      }
    }
    for (Connection connection : connections) {
      connection.close();
    }
    System.out.printf(
        Locale.ROOT, "%n%s: pgjdbc %.1f µs%n", kind.name(), Interval.of(nanos[0]).median() / 1_000);
    for (int i = 1; i < names.size(); i++) {
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        ratios[round] = nanos[i][round] / nanos[0][round];
      }
      Interval ratio = Interval.of(ratios);
      System.out.printf(
          Locale.ROOT,
          "  %-38s %.3f  [%.3f, %.3f]  %+,.0f B%n",
          names.get(i),
          ratio.median(),
          ratio.low(),
          ratio.high(),
          Interval.of(bytes[i]).median() - Interval.of(bytes[0]).median());
    }
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  private static Work pointSelect(Connection connection) throws SQLException {
    PreparedStatement select = connection.prepareStatement("SELECT name FROM items WHERE id = ?");
    int[] next = new int[1];
    return () -> {
      select.setInt(1, 1 + next[0]++ % 10_000);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        rows.getString(1);
      }
    };
  }

  private static Work batchInsert(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    PreparedStatement insert = connection.prepareStatement("INSERT INTO sink VALUES (?, ?, ?)");
    return () -> {
      for (int i = 0; i < 1_000; i++) {
        insert.setInt(1, i);
        insert.setString(2, "some name");
        insert.setInt(3, 17);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.rollback();
    };
  }

  private static Work manyRows(Connection connection) throws SQLException {
    PreparedStatement select = connection.prepareStatement("SELECT id, name, amount FROM items");
    return () -> {
      try (ResultSet rows = select.executeQuery()) {
        long sum = 0;
        while (rows.next()) {
          sum += rows.getInt(1) + rows.getString(2).length() + rows.getLong(3);
        }
        if (sum == 0) {
          throw new IllegalStateException("no rows");
        }
      }
    };
  }
}
