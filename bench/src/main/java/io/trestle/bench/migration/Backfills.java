package io.trestle.bench.migration;

import io.trestle.bench.Interval;
import io.trestle.cli.workload.Tally;
import io.trestle.migrator.MigrationException;
import io.trestle.migrator.plan.UnplannableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How fast ways to fill a column are, in turns, for tables of several sizes, and how long a service
 * waits for its answers meanwhile, and with nothing going on.
 */
public final class Backfills {

  private static final Duration WITHOUT = Duration.ofSeconds(2);

  private final String url;
  private final int rounds;

  Backfills(String url, int rounds) {
    this.url = url;
    this.rounds = rounds;
  }

  /**
   * @param args JDBC URL (jdbc:postgresql:…) of a database of its own, number of rounds, sizes
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 3 || !args[0].startsWith("jdbc:postgresql:")) {
      System.err.println(
          "Usage: Backfills jdbc:postgresql://HOST:PORT/DATABASE?user=… ROUNDS ROWS...");
      System.exit(2);
    }
    int[] sizes = Arrays.stream(args, 2, args.length).mapToInt(Integer::parseInt).toArray();
    Backfills backfills = new Backfills(args[0], Integer.parseInt(args[1]));
    backfills.warmUp();
    backfills.run(sizes);
  }

  /** What the rounds of a way have shown. */
  private record Row(Interval rowsPerSecond, Tally service) {}

  private void warmUp() throws SQLException, MigrationException, UnplannableException {
    for (int i = 0; i < 10; i++) {
      for (Way way : Way.values()) {
        fill(way, 1_000, new Tally());
      }
    }
  }

  /** Prints a table for each size. */
  private void run(int... sizes) throws SQLException, MigrationException, UnplannableException {
    List<Double> trestle = new ArrayList<>();
    for (int size : sizes) {
      trestle.add(print(size));
    }
    System.out.printf(
        Locale.ROOT,
        "%n%s: the slowest size has %.0f %% of the rows a second of the fastest (aim: 85 %%)%n",
        Way.TRESTLE.label(),
        100 * Collections.min(trestle) / Collections.max(trestle));
  }

  private double print(int rows) throws SQLException, MigrationException, UnplannableException {
    double[][] speeds = new double[Way.values().length][rounds];
    List<Tally> tallies = new ArrayList<>();
    for (int i = 0; i < Way.values().length; i++) {
      tallies.add(new Tally());
    }
    Tally idle = new Tally();
    for (int round = 0; round < rounds; round++) {
      makeTable(rows, false);
      try (PointService service = PointService.start(url, rows, idle)) {
        service.work(WITHOUT);
      }
      for (int i = 0; i < Way.values().length; i++) {
        // Each is first as often as the others.
        int which = (i + round) % Way.values().length;
        Duration took = fill(Way.values()[which], rows, tallies.get(which));
        speeds[which][round] = rows / (took.toNanos() / 1e9);
      }
    }
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < Way.values().length; i++) {
      table.add(new Row(Interval.of(speeds[i]), tallies.get(i)));
    }
    print(rows, table, idle);
    return table.get(Way.TRESTLE.ordinal()).rowsPerSecond().median();
  }

  private static void print(int rows, List<Row> table, Tally idle) {
    System.out.printf(
        Locale.ROOT,
        "%n%-30s %9s  %-20s %9s %9s %11s%n",
        String.format(Locale.ROOT, "%,d rows", rows),
        "rows/s",
        "",
        "p50 ms",
        "p99 ms",
        "longest ms");
    for (Way way : Way.values()) {
      Interval speed = table.get(way.ordinal()).rowsPerSecond();
      System.out.println(
          line(
              way.label(),
              String.format(Locale.ROOT, "%,.0f", speed.median()),
              String.format(Locale.ROOT, "[%,.0f, %,.0f]", speed.low(), speed.high()),
              table.get(way.ordinal()).service()));
    }
    System.out.println(line("nothing", "", "", idle));
  }

  private static String line(String what, String speed, String interval, Tally service) {
    return String.format(
        Locale.ROOT,
        "%-30s %9s  %-20s %9.2f %9.2f %11.2f",
        what,
        speed,
        interval,
        service.p50Micros() / 1e3,
        service.p99Micros() / 1e3,
        service.longestMillis());
  }

  /** Fills the column of a new table beside a service. Returns how long that took. */
  Duration fill(Way way, int rows, Tally tally)
      throws SQLException, MigrationException, UnplannableException {
    makeTable(rows, way.wantsColumn());
    try (Connection connection = DriverManager.getConnection(url);
        PointService service = PointService.start(url, rows, tally)) {
      Duration took = way.fill(url, connection);
      service.check();
      return took;
    }
  }

  private void makeTable(int rows, boolean withColumn) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "DROP SCHEMA IF EXISTS trestle CASCADE; DROP TABLE IF EXISTS parcels;"
              + " CREATE TABLE parcels (id int PRIMARY KEY, amount int NOT NULL, note text NOT NULL)");
      statement.execute(
          "INSERT INTO parcels SELECT i, i % 7, 'parcel number ' || i FROM generate_series(1, "
              + rows
              + ") AS i");
      if (withColumn) {
        statement.execute("ALTER TABLE parcels ADD COLUMN status text");
      }
      statement.execute("VACUUM (ANALYZE) parcels");
      statement.execute("CHECKPOINT");
    }
  }
}
