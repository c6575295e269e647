package io.trestle.proxy.statistics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trestle.engine.Analyst;
import io.trestle.engine.EngineStatistics;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that is counted in one proxy. Thread-safe. */
public final class Statistics implements Analyst.Listener, AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RefusalLog refusals;
  private final InstantSource clock;
  private final Meters meters;
  private final RuleStatistics.OfAll rules;
  private final Set<SessionStatistics> sessions = new HashSet<>();
  private final Counter accepted;
  private final Counter turnedAway;
  private final Counter gaveUp;
  private final Timer analysis;
  private final Timer wait;
  private Counts ended = Counts.NONE;

  /**
   * @param engines what all engines have done; asked whenever somebody wants to know
   */
  public Statistics(Supplier<List<EngineStatistics>> engines) {
    this(engines, InstantSource.system());
  }

  Statistics(Supplier<List<EngineStatistics>> engines, InstantSource clock) {
    this.clock = clock;
    refusals = new RefusalLog(clock);
    meters = new Meters(registry, this, engines);
    rules = new RuleStatistics.OfAll(meters::add);
    accepted = meters.counter("trestle.clients.accepted", "Clients that connected");
    turnedAway =
        meters.counter("trestle.clients.refused", "Clients turned away: there were too many");
    gaveUp = meters.counter("trestle.analyses.abandoned", "Analyses given up at their deadline");
    analysis = meters.timer("trestle.analysis", "Time that a statement took to be analysed");
    wait =
        meters.timer(
            "trestle.statement.wait",
            "Latency added: from a statement's arrival until it was sent on, of those that waited"
                + " for an analysis");
  }

  // --- what happens

  public void clientAccepted() {
    accepted.increment();
  }

  public void clientTurnedAway() {
    turnedAway.increment();
  }

  @Override
  public void analysed(long nanos) {
    analysis.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void analysisGivenUp() {
    gaveUp.increment();
  }

  /** A statement was sent on so many nanoseconds after it came, since it had to be analysed. */
  public void waited(SessionStatistics session, long nanos) {
    session.waited(nanos);
    wait.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A client begins to log in; to be ended with {@link #ended}. */
  public SessionStatistics begin(String user, String database, String client) {
    Instant now = clock.instant();
    SessionStatistics session = new SessionStatistics(user, database, client, now);
    synchronized (sessions) {
      sessions.add(session);
    }
    return session;
  }

  /** The server has let a session in. */
  public void loggedIn(SessionStatistics session) {
    session.loggedIn(rules.of(session.database()));
  }

  /** A session is over; its counts stay. */
  public void ended(SessionStatistics session) {
    synchronized (sessions) {
      if (sessions.remove(session)) {
        ended = ended.plus(session.counts());
      }
    }
  }

  /** A statement was sent on with another text, because of these rules. */
  public void rewritten(SessionStatistics session, List<String> names) {
    session.countRewritten();
    for (int i = 0; i < names.size(); i++) {
      session.rules().of(names.get(i)).countRewritten();
    }
  }

  /** A client was told that a value was dropped. */
  public void noticed(SessionStatistics session, SqlNotice notice) {
    if (notice.rule() != null && notice.sqlState().equals(RefusalCode.DISCARDED.sqlState())) {
      session.rules().of(notice.rule()).countDiscarded();
    }
  }

  /**
   * A prepared statement was parsed again ahead of its use: as it was it would have failed, or have
   * been answered by what held before.
   */
  public void healed(SessionStatistics session, String rule) {
    session.rules().of(rule).countHealed();
  }

  /**
   * A client was given an error of ours in place of what its statement would have done.
   *
   * @param sql the statement, for its shape; null where it is not known, or where a backslash in it
   *     has another meaning than with standard_conforming_strings
   */
  public void refused(SessionStatistics session, SqlError error, @Nullable String sql) {
    String cause = RefusalCause.of(error);
    if (cause == null) { // the target database raises it, too
      session.untouched();
      return;
    }
    session.countRefused();
    boolean known = error.schema() != null && error.table() != null && error.column() != null;
    String rule = known ? error.schema() + "." + error.table() + "." + error.column() : "";
    RuleStatistics counted = session.rules().of(known ? rule : RuleStatistics.OTHER);
    if (counted.countRefused(error.sqlState())) {
      meters.addCause(counted, error.sqlState());
    }
    if (error.sqlState().equals(RefusalCode.HELD_WRITE.sqlState())) {
      counted.countRejected();
    }
    refusals.refused(
        new RefusalLog.Refusal(
            session.database(),
            rule,
            error.sqlState(),
            cause,
            session.user(),
            session.applicationName(),
            sql));
  }

  // --- what is asked

  /** Of all sessions so far. */
  public Counts counts() {
    return countsAndStates(new EnumMap<>(SessionStatistics.State.class));
  }

  /**
   * @param states gets how many sessions stand where
   */
  Counts countsAndStates(Map<SessionStatistics.State, Long> states) {
    synchronized (sessions) {
      Counts sum = ended;
      for (SessionStatistics session : sessions) {
        sum = sum.plus(session.counts());
        states.merge(session.stateNow(), 1L, Long::sum);
      }
      return sum;
    }
  }

  /** The sessions there are, the oldest first. */
  public List<SessionReport> sessions() {
    List<SessionReport> reports = new ArrayList<>();
    synchronized (sessions) {
      sessions.forEach(session -> reports.add(session.report()));
    }
    reports.sort(Comparator.comparing(SessionReport::since));
    return reports;
  }

  /** What was done because of each rule, by database and name. */
  public List<RuleStatistics> rules() {
    List<RuleStatistics> all = new ArrayList<>();
    rules.byDatabase().values().forEach(database -> all.addAll(database.byRule().values()));
    all.sort(Comparator.comparing(RuleStatistics::database).thenComparing(RuleStatistics::rule));
    return all;
  }

  public RefusalLog refusals() {
    return refusals;
  }

  /** How many statements were analysed, and how long that took, in nanoseconds. */
  public long analyses() {
    return analysis.count();
  }

  public double analysisNanos() {
    return analysis.totalTime(TimeUnit.NANOSECONDS);
  }

  public long clientsAccepted() {
    return (long) accepted.count();
  }

  public long clientsTurnedAway() {
    return (long) turnedAway.count();
  }

  public long analysesGivenUp() {
    return (long) gaveUp.count();
  }

  /** Where further meters may be registered; their tags must have bounded values. */
  public Meters meters() {
    return meters;
  }

  /** All meters, in Prometheus' text format. */
  public String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    refusals.close();
    meters.close();
  }
}
