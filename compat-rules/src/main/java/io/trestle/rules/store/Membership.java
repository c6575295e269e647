package io.trestle.rules.store;

import io.trestle.jdbc.Transactions;
import io.trestle.rules.store.SessionAccounts.Account;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a node says to the store over one connection. For one thread at a time. */
final class Membership {

  private final Connection connection;

  Membership(Connection connection) {
    this.connection = connection;
  }

  /**
   * Becomes a member, and reads the rules of that moment: no epoch is published in between.
   *
   * @param acknowledged the epoch under which all work was begun that is open at this node; {@link
   *     Long#MAX_VALUE} where none is
   */
  RuleStore.Stored join(UUID id, Node node, long acknowledged) throws SQLException {
    return Transactions.run(
        connection,
        () -> {
          try (Statement lock = connection.createStatement()) {
            lock.execute("SELECT pg_catalog.pg_advisory_xact_lock_shared(" + RuleStore.LOCK + ")");
            insert(id, node, acknowledged);
            RuleStore.requireSight(connection);
            return RuleStore.read(connection);
          }
        });
  }

  private void insert(UUID id, Node node, long acknowledged) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trestle.member (id, kind, name, version, acknowledged, lease_until)
            SELECT ?, ?, ?, ?, least(?, epoch), clock_timestamp() + lease FROM trestle.state
            """)) {
      insert.setObject(1, id);
      insert.setString(2, node.kind());
      insert.setString(3, node.name());
      insert.setString(4, node.version());
      insert.setLong(5, acknowledged);
      insert.executeUpdate();
    }
  }

  /**
   * What a renewal tells.
   *
   * @param epoch the one that is published
   * @param lease for how long the node may go on now
   */
  record Renewal(long epoch, Duration lease) {}

  /**
   * Renews the lease and acknowledges.
   *
   * @param waitsFor what keeps the node from acknowledging more, or null
   * @return null where the member was given up
   */
  @Nullable Renewal renew(UUID id, long acknowledged, @Nullable String waitsFor)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE trestle.member m
               SET lease_until = clock_timestamp() + s.lease, acknowledged = ?, waits_for = ?
              FROM trestle.state s
             WHERE m.id = ?
            RETURNING s.epoch, (extract(epoch FROM s.lease) * 1000)::bigint
            """)) {
      update.setLong(1, acknowledged);
      update.setString(2, waitsFor);
      update.setObject(3, id);
      try (ResultSet row = update.executeQuery()) {
        return row.next() ? new Renewal(row.getLong(1), Duration.ofMillis(row.getLong(2))) : null;
      }
    }
  }

  /**
   * Tells which backends the node uses.
   *
   * @return those of them that this server does not have
   * @throws SQLException with SQLSTATE 23503 when the member was given up
   */
  Set<Integer> use(UUID id, List<Account> accounts) throws SQLException {
    Set<Integer> missing = new HashSet<>();
    accounts.forEach(account -> missing.add(account.backend()));
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            WITH seen AS (
              SELECT DISTINCT a.pid, a.backend_start
                FROM pg_catalog.pg_stat_activity a
                JOIN unnest(?::integer[], ?::integer[]) AS b (pid, port) USING (pid)
               WHERE b.port = 0 OR a.client_port = -1 OR a.client_port = b.port),
            told AS (
              INSERT INTO trestle.backend (member, pid, started)
              SELECT ?, pid, backend_start FROM seen ON CONFLICT DO NOTHING)
            SELECT pid FROM seen
            """)) {
      insert.setArray(1, integers(accounts));
      insert.setArray(
          2, connection.createArrayOf("integer", accounts.stream().map(Account::port).toArray()));
      insert.setObject(3, id);
      try (ResultSet seen = insert.executeQuery()) {
        while (seen.next()) {
          missing.remove(seen.getInt(1));
        }
      }
    }
    return missing;
  }

  /**
   * Has the store forget the backends of sessions that have ended, as far as they are gone.
   *
   * @return those that are not
   */
  Set<Integer> useNoMore(UUID id, List<Account> accounts) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement(
                """
                DELETE FROM trestle.backend b
                 WHERE member = ? AND pid = ANY (?)
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
                                    WHERE a.pid = b.pid AND a.backend_start = b.started)
                """);
        PreparedStatement left =
            connection.prepareStatement(
                "SELECT pid FROM trestle.backend WHERE member = ? AND pid = ANY (?)")) {
      delete.setObject(1, id);
      delete.setArray(2, integers(accounts));
      delete.executeUpdate();
      left.setObject(1, id);
      left.setArray(2, integers(accounts));
      Set<Integer> there = new HashSet<>();
      try (ResultSet row = left.executeQuery()) {
        while (row.next()) {
          there.add(row.getInt(1));
        }
      }
      return there;
    }
  }

  private Array integers(List<Account> backends) throws SQLException {
    return connection.createArrayOf("integer", backends.stream().map(Account::backend).toArray());
  }

  /** Is a member no more. */
  void leave(UUID id) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM trestle.member WHERE id = ?")) {
      delete.setObject(1, id);
      delete.executeUpdate();
    }
  }

  /**
   * Who a member is, for operators.
   *
   * @param kind {@code proxy} or {@code driver}
   * @param name where it is
   * @param version of Trestle
   */
  record Node(String kind, String name, String version) {}
}
