package io.trestle.rules.store;

import io.trestle.jdbc.Transactions;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The tables of the rule store: made, checked and read. Stateless. */
public final class RuleStore {

  /** The version of the tables that this release makes and understands. */
  public static final int VERSION = 1;

  /** What a publisher notifies: there is another epoch. */
  public static final String RULES_CHANNEL = "trestle_rules";

  /** The advisory lock under which members join and epochs are published: "trestle". */
  static final long LOCK = 0x74726573746C65L;

  private static final String UNDEFINED_SCHEMA = "3F000";
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String NO_RIGHT = "42501";

  private RuleStore() {}

  /**
   * The rules at one epoch.
   *
   * @param lease for how long a node may follow them that is out of touch with the store
   */
  public record Stored(long epoch, Duration lease, List<Rule> rules) {}

  /**
   * Makes the tables, or brings those of an earlier version to this one's; does nothing where they
   * are of this version. In one transaction of its own.
   *
   * @return the version that was there before; 0 where there was none
   * @throws SQLException when they are of a later version (SQLSTATE 55000), or cannot be made
   */
  public static int install(Connection connection) throws SQLException {
    return Transactions.run(
        connection,
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + LOCK + ")");
            int before = isThere(statement) ? version(connection) : 0;
            for (int next = before + 1; next <= VERSION; next++) {
              statement.execute(script(next));
            }
            return before;
          }
        });
  }

  private static boolean isThere(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT pg_catalog.to_regclass('trestle.state') IS NOT NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** The epoch that is published. */
  public static long epoch(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT epoch FROM trestle.state")) {
      if (!row.next()) {
        throw damaged();
      }
      return row.getLong(1);
    }
  }

  private static SQLException damaged() {
    return new SQLException("trestle: the rule store is damaged: trestle.state is empty", "55000");
  }

  private static String script(int version) {
    try (InputStream script = RuleStore.class.getResourceAsStream(version + ".sql")) {
      return new String(
          Objects.requireNonNull(script, "no script " + version).readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM trestle.state")) {
      if (!row.next()) {
        throw damaged();
      }
      int version = row.getInt(1);
      if (version > VERSION) {
        throw new SQLException(
            "trestle: the rule store has version %d, this release knows %d: take a later release"
                .formatted(version, VERSION),
            "55000");
      }
      return version;
    }
  }

  /**
   * Checks that the tables are there, and of this version.
   *
   * @throws SQLException with a message for an operator where they are not
   */
  public static void check(Connection connection) throws SQLException {
    int version;
    try {
      version = version(connection);
    } catch (SQLException missing) {
      String state = String.valueOf(missing.getSQLState());
      if (state.equals(UNDEFINED_TABLE) || state.equals(UNDEFINED_SCHEMA)) {
        throw new SQLException(
            "trestle: database \"%s\" has no rule store: run `trestle migrate init` there first"
                .formatted(connection.getCatalog()),
            state,
            missing);
      } else if (state.equals(NO_RIGHT)) {
        throw new SQLException(
            "trestle: no right to read the rule store of database \"%s\" (%s): docs/migrations.md lists the rights of each role"
                .formatted(connection.getCatalog(), missing.getMessage()),
            state,
            missing);
      }
      throw missing;
    }
    if (version < VERSION) {
      throw new SQLException(
          "trestle: the rule store of database \"%s\" has version %d, this release needs %d: run `trestle migrate init` to upgrade it"
              .formatted(connection.getCatalog(), version, VERSION),
          "55000");
    }
  }

  /**
   * Sees to it that the role may tell which backends of other roles are there.
   *
   * @throws SQLException with what to do where it may not (42501)
   */
  static void requireSight(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),"
                    + " current_user")) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new SQLException(
            "trestle: role \"%s\" does not see the backends of other roles, as nodes and migrators of a rule store have to: GRANT pg_read_all_stats (or pg_monitor) to it"
                .formatted(row.getString(2)),
            "42501");
      }
    }
  }

  /** Reads the rules of now, by one statement. They are for the connection's database alone. */
  public static Stored read(Connection connection) throws SQLException {
    String database = connection.getCatalog();
    List<Rule> rules = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT s.epoch, (extract(epoch FROM s.lease) * 1000)::bigint, m.name,
                       r.table_schema, r.table_name, r.column_name, r.type, r.value,
                       r.default_value, r.nullable, r.phase, r.known_by, r.held_writes,
                       r.collation_name, r.untreatable
                  FROM trestle.state s
                  LEFT JOIN (trestle.rule r JOIN trestle.migration m ON m.id = r.migration) ON true
                 ORDER BY r.migration, r.ordinal
                """);
        ResultSet row = select.executeQuery()) {
      long epoch = 0;
      Duration lease = Duration.ZERO;
      while (row.next()) {
        epoch = row.getLong(1);
        lease = Duration.ofMillis(row.getLong(2));
        if (row.getString(3) != null) {
          rules.add(rule(row, database));
        }
      }
      if (epoch == 0) {
        throw damaged();
      }
      return new Stored(epoch, lease, rules);
    }
  }

  private static Rule rule(ResultSet row, String database) throws SQLException {
    return new Rule(
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getBoolean(10),
        Phase.ofLabel(row.getString(11)).orElseThrow(),
        database,
        knownBy(row.getArray(12)),
        HeldWrites.valueOf(row.getString(13).toUpperCase(Locale.ROOT)),
        row.getString(14),
        Untreatable.valueOf(row.getString(15).toUpperCase(Locale.ROOT)),
        "migration " + row.getString(3));
  }

  /** Conditions are stored as they stand in a rules file: {@code application-name: orders-v2*}. */
  public static List<KnownBy> knownBy(Array stored) throws SQLException {
    List<KnownBy> conditions = new ArrayList<>();
    for (String condition : (String[]) stored.getArray()) {
      int colon = condition.indexOf(": ");
      if (colon < 0) {
        throw new SQLException(
            "trestle: trestle.rule.known_by has \"%s\", expected ATTRIBUTE: PATTERN"
                .formatted(condition),
            "22023");
      }
      KnownBy.Attribute attribute =
          KnownBy.Attribute.valueOf(
              condition.substring(0, colon).toUpperCase(Locale.ROOT).replace('-', '_'));
      conditions.add(new KnownBy(attribute, condition.substring(colon + 2)));
    }
    return conditions;
  }

  /** A condition as {@link #read} understands it. */
  public static String stored(KnownBy condition) {
    return condition.attribute().name().toLowerCase(Locale.ROOT).replace('_', '-')
        + ": "
        + condition.glob();
  }

  /** Adds the rules of a migration; part of a {@link Publisher.Change}. */
  public static void insert(Connection connection, long migration, List<Rule> rules)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trestle.rule (migration, ordinal, table_schema, table_name, column_name,
                type, value, default_value, nullable, phase, known_by, held_writes,
                collation_name, untreatable)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      int ordinal = 0;
      for (Rule rule : rules) {
        insert.setLong(1, migration);
        insert.setInt(2, ordinal++);
        insert.setString(3, rule.schema());
        insert.setString(4, rule.table());
        insert.setString(5, rule.column());
        insert.setString(6, rule.type());
        insert.setString(7, rule.value());
        insert.setString(8, rule.defaultValue());
        insert.setBoolean(9, rule.nullable());
        insert.setString(10, rule.phase().label());
        insert.setArray(
            11,
            connection.createArrayOf(
                "text", rule.knownBy().stream().map(RuleStore::stored).toArray()));
        insert.setString(12, rule.heldWrites().name().toLowerCase(Locale.ROOT));
        insert.setString(13, rule.collation());
        insert.setString(14, rule.untreatable().name().toLowerCase(Locale.ROOT));
        insert.executeUpdate();
      }
    }
  }
}
