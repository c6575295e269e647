package io.trestle.rules.store;

import io.trestle.jdbc.Transactions;
import io.trestle.rules.store.SessionAccounts.Account;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
            requireSight(lock);
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

  private static void requireSight(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'), current_user")) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new SQLException(
            "trestle: role \"%s\" does not see the backends of other roles, which a node of the rule"
                    .formatted(row.getString(2))
                + " store has to: GRANT pg_read_all_stats to it",
            "42501");
      }
    }
  }

  /**
   * Renews the lease and acknowledges.
   *
   * @param waitsFor what keeps the node from acknowledging more, or null
   * @return the epoch of now; 0 where the member was given up
   */
  long renew(UUID id, long acknowledged, @Nullable String waitsFor) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE trestle.member m
               SET lease_until = clock_timestamp() + s.lease, acknowledged = ?, waits_for = ?
              FROM trestle.state s
             WHERE m.id = ?
            RETURNING s.epoch
            """)) {
      update.setLong(1, acknowledged);
      update.setString(2, waitsFor);
      update.setObject(3, id);
      try (ResultSet row = update.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  void tellAcknowledged() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("NOTIFY " + RuleStore.ACKNOWLEDGED_CHANNEL);
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
            INSERT INTO trestle.backend (member, pid, started)
            SELECT ?, a.pid, a.backend_start
              FROM pg_catalog.pg_stat_activity a
              JOIN unnest(?::integer[], ?::integer[]) AS b (pid, port) USING (pid)
             WHERE b.port = 0 OR a.client_port = -1 OR a.client_port = b.port
            ON CONFLICT DO NOTHING
            RETURNING pid
            """)) {
      insert.setObject(1, id);
      insert.setArray(2, integers(accounts.stream().map(Account::backend).toArray()));
      insert.setArray(3, integers(accounts.stream().map(Account::port).toArray()));
      try (ResultSet known = insert.executeQuery()) {
        while (known.next()) {
          missing.remove(known.getInt(1));
        }
      }
    }
    return missing;
  }

  void useNoMore(UUID id, List<Account> accounts) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM trestle.backend WHERE member = ? AND pid = ANY (?)")) {
      delete.setObject(1, id);
      delete.setArray(2, integers(accounts.stream().map(Account::backend).toArray()));
      delete.executeUpdate();
    }
  }

  private java.sql.Array integers(Object[] values) throws SQLException {
    return connection.createArrayOf("integer", values);
  }

  /** Is a member no more. */
  void leave(UUID id) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM trestle.member WHERE id = ?")) {
      delete.setObject(1, id);
      delete.executeUpdate();
    }
    tellAcknowledged();
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
