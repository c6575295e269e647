package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * On while a replica lags, or nobody can say whether it does: replay lags for longer than a bound,
 * it stands still with WAL before it (which is noticed sooner than the lag grows), the replica is
 * not streaming, has gone, or says nothing of its replay.
 */
public final class ReplicaBrake implements Brake {

  /**
   * What a replica may do.
   *
   * @param maxLag how long replay may lag
   * @param maxStill for how long replay may stand still with WAL before it
   * @param goneFor for how long one is waited for that has gone
   * @param expected application names of those that must be there
   * @param ignored application names of those that do not count: replicas that are late on purpose,
   *     receivers that replay nothing
   */
  public record Settings(
      Duration maxLag,
      Duration maxStill,
      Duration goneFor,
      Set<String> expected,
      Set<String> ignored) {

    /** What is used where an operator has said nothing. */
    public static final Settings DEFAULTS =
        new Settings(
            Duration.ofMillis(1_500),
            Duration.ofMillis(400),
            Duration.ofMinutes(5),
            Set.of(),
            Set.of());

    /** Takes copies of the sets. */
    public Settings {
      expected = Set.copyOf(expected);
      ignored = Set.copyOf(ignored);
    }
  }

  private static final String QUERY =
      """
      SELECT pid, application_name, state, replay_lsn::text,
        coalesce(replay_lsn >= sent_lsn, false),
        coalesce(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), replay_lsn), 0)::bigint,
        extract(epoch FROM replay_lag)::float8
      FROM pg_stat_replication ORDER BY application_name, pid
      """;

  /** Where a replica's replay was seen, and when it was seen to move or to have nothing to do. */
  private record Seen(String label, String replayed, long movedAt, long seenAt) {}

  private final Settings settings;
  private final Map<Integer, Seen> seen = new HashMap<>();

  /** With bounds. */
  public ReplicaBrake(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "replica";
  }

  @Override
  public String asks() {
    return "pg_stat_replication";
  }

  @Override
  public Duration holdsFor() {
    return Duration.ofMillis(200);
  }

  @Override
  public @Nullable String reason(Connection connection, Situation situation) throws SQLException {
    List<Replica> replicas = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        double lag = row.getDouble(7);
        replicas.add(
            new Replica(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getLong(6),
                row.wasNull() ? null : lag));
      }
    }
    return judge(replicas, System.nanoTime());
  }

  /**
   * Why to wait, by what is known of all replicas, or null.
   *
   * @param now a reading of a clock in nanoseconds
   */
  @Nullable String judge(List<Replica> replicas, long now) {
    forgetReturned(replicas);
    String reason = null;
    for (Replica replica : replicas) {
      if (!counts(replica)) {
        continue;
      }
      String own = judge(replica, now);
      reason = reason == null ? own : reason;
    }
    return reason == null ? missing(replicas, now) : reason;
  }

  /** A base backup is no replica. */
  private boolean counts(Replica replica) {
    return !"backup".equals(replica.state())
        && (replica.name() == null || !settings.ignored().contains(replica.name()));
  }

  private @Nullable String judge(Replica replica, long now) {
    String label = "replica " + replica.label();
    String replayed = replica.replayed();
    if (replica.state() == null) {
      return label + ": the role may not see its state: GRANT pg_monitor";
    }
    if (replayed == null) {
      return label + " does not say what it has replayed; if it replays nothing, ignore it";
    }
    long still = now - moved(replica, replayed, now);
    if (!replica.state().equals("streaming")) {
      return label + " is not streaming (state " + replica.state() + ")";
    }
    if (replica.behind() <= 0) {
      return null;
    }
    if (still >= settings.maxStill().toNanos()) {
      return String.format(
          Locale.ROOT,
          "%s: replay stands still for %.1f s, %d bytes behind",
          label,
          still / 1e9,
          replica.behind());
    }
    if (replica.lagSeconds() == null) {
      return replica.caughtUp() ? null : label + ": its lag is not known yet";
    }
    return replica.lagSeconds() * 1e9 <= settings.maxLag().toNanos()
        ? null
        : String.format(
            Locale.ROOT,
            "%s lags by %.1f s, at most %.1f s",
            label,
            replica.lagSeconds(),
            settings.maxLag().toMillis() / 1e3);
  }

  /**
   * When its replay moved last, by what was seen; replay that has nothing to do counts as moving.
   */
  private long moved(Replica replica, String replayed, long now) {
    Seen before = seen.get(replica.pid());
    boolean moved = before == null || replica.behind() <= 0 || !before.replayed().equals(replayed);
    long at = moved ? now : before.movedAt();
    seen.put(replica.pid(), new Seen(replica.label(), replayed, at, now));
    return at;
  }

  /** A replica that is seen for the first time stands for one of its name that has gone. */
  private void forgetReturned(List<Replica> replicas) {
    Set<Integer> present = replicas.stream().map(Replica::pid).collect(Collectors.toSet());
    for (Replica replica : replicas) {
      if (!seen.containsKey(replica.pid()) && replica.replayed() != null) {
        seen.entrySet().stream()
            .filter(other -> !present.contains(other.getKey()))
            .filter(other -> other.getValue().label().equals(replica.label()))
            .map(Map.Entry::getKey)
            .findFirst()
            .ifPresent(seen::remove);
      }
    }
  }

  private @Nullable String missing(List<Replica> replicas, long now) {
    Set<String> names = replicas.stream().map(Replica::label).collect(Collectors.toSet());
    for (String name : settings.expected()) {
      if (!names.contains(name)) {
        return "replica " + name + " is not connected";
      }
    }
    return gone(now);
  }

  private @Nullable String gone(long now) {
    seen.values().removeIf(replica -> now - replica.seenAt() > settings.goneFor().toNanos());
    for (Seen replica : seen.values()) {
      if (replica.seenAt() != now) {
        return String.format(
            Locale.ROOT,
            "replica %s has gone %.1f s ago; it is waited for %d s",
            replica.label(),
            (now - replica.seenAt()) / 1e9,
            settings.goneFor().toSeconds());
      }
    }
    return null;
  }
}
