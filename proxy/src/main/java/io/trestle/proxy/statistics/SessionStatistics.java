package io.trestle.proxy.statistics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one session has done. Written by its event loop alone, so that nothing is exchanged between
 * processors; read by anybody, a moment late.
 */
public final class SessionStatistics {

  /** Where a session stands. */
  public enum State {
    /** Logging in. */
    LOGIN("login"),
    /** Nothing under way, outside a transaction. */
    IDLE("idle"),
    /** The server owes an answer, or a statement is being analysed. */
    ACTIVE("active"),
    /** Nothing under way, inside a transaction. */
    IN_TRANSACTION("idle in transaction");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** As pg_stat_activity calls it. */
    public String label() {
      return label;
    }
  }

  private static final VarHandle BYTES_IN = field("bytesIn", long.class);
  private static final VarHandle BYTES_OUT = field("bytesOut", long.class);
  private static final VarHandle UNTOUCHED = field("untouched", long.class);
  private static final VarHandle REWRITTEN = field("rewritten", long.class);
  private static final VarHandle REFUSED = field("refused", long.class);
  private static final VarHandle WAITED = field("waited", long.class);
  private static final VarHandle WAIT_NANOS = field("waitNanos", long.class);
  private static final VarHandle STATE = field("state", State.class);

  private final String user;
  private final String database;
  private final String client;
  private final Instant since;
  private volatile String applicationName = "";
  private volatile int backendPid;
  private RuleStatistics.@Nullable OfDatabase rules;
  private long bytesIn;
  private long bytesOut;
  private long untouched;
  private long rewritten;
  private long refused;
  private long waited;
  private long waitNanos;
  private State state = State.LOGIN;

  SessionStatistics(String user, String database, String client, Instant since) {
    this.user = user;
    this.database = database;
    this.client = client;
    this.since = since;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(SessionStatistics.class, name, type);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  // --- by the event loop

  public void applicationName(String name) {
    applicationName = name;
  }

  public void backendPid(int pid) {
    backendPid = pid;
  }

  /** The process of the server's that serves the session; 0 before it is known. */
  public int backendPid() {
    return backendPid;
  }

  /** The client has sent so many bytes. */
  public void received(int bytes) {
    BYTES_IN.setOpaque(this, bytesIn + bytes);
  }

  /** The server has sent so many bytes. */
  public void sent(int bytes) {
    BYTES_OUT.setOpaque(this, bytesOut + bytes);
  }

  /** A statement was sent on as it came. */
  public void untouched() {
    UNTOUCHED.setOpaque(this, untouched + 1);
  }

  void countRewritten() {
    REWRITTEN.setOpaque(this, rewritten + 1);
  }

  void countRefused() {
    REFUSED.setOpaque(this, refused + 1);
  }

  /** A statement waited so long for its analysis. */
  void waited(long nanos) {
    WAITED.setOpaque(this, waited + 1);
    WAIT_NANOS.setOpaque(this, waitNanos + nanos);
  }

  public void state(State newState) {
    STATE.setOpaque(this, newState);
  }

  /** Where it stands, for the event loop itself. */
  public State state() {
    return state;
  }

  /** The server has let it in, so that its database is one. */
  void loggedIn(RuleStatistics.OfDatabase rulesOfDatabase) {
    rules = rulesOfDatabase;
  }

  RuleStatistics.OfDatabase rules() {
    return Objects.requireNonNull(rules, "the session is not logged in");
  }

  String user() {
    return user;
  }

  public String database() {
    return database;
  }

  String applicationName() {
    return applicationName;
  }

  // --- by anybody

  /** What can be seen of it at the moment. */
  public SessionReport report() {
    return new SessionReport(
        user, database, applicationName, client, since, stateNow().label(), backendPid, counts());
  }

  State stateNow() {
    return (State) STATE.getOpaque(this);
  }

  Counts counts() {
    return new Counts(
        (long) BYTES_IN.getOpaque(this),
        (long) BYTES_OUT.getOpaque(this),
        (long) UNTOUCHED.getOpaque(this),
        (long) REWRITTEN.getOpaque(this),
        (long) REFUSED.getOpaque(this),
        (long) WAITED.getOpaque(this),
        (long) WAIT_NANOS.getOpaque(this));
  }
}
