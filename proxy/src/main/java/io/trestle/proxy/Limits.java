package io.trestle.proxy;

import io.trestle.proxy.wire.StartupPacket;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Bounds of what a client may make the proxy hold.
 *
 * @param maxFrameBytes the longest message that the proxy gathers in memory (Query, Parse, and a
 *     Bind whose parameters are checked); messages that stream through are bounded by {@link
 *     #MAX_STREAMED_BYTES}. A longer one ends the session
 * @param maxStatementBytes the longest statement that is analysed; a longer one that mentions a
 *     table under a rule is treated as one that cannot be analysed
 * @param maxPreparedStatements how many prepared statements a session may have; one more is refused
 *     with 54000
 * @param maxPreparedBytes how many bytes the texts of a session's prepared statements may have
 *     together
 * @param maxPendingAnswers how many messages may wait for their answer before the client is read no
 *     further; at least 4096, so that the server's own output buffer fills first
 * @param maxSessions how many clients may be connected; one more is refused with 53300
 * @param maxQueuedAnalyses how many statements may wait to be analysed, of all sessions; one more
 *     is refused with 53000
 * @param analysisDeadline how long a statement may wait to be analysed (beyond it, it is refused
 *     with 53000), and how long its analysis may take: beyond that it is treated as one that cannot
 *     be analysed, and so are others of its shape
 * @param loginDeadline how long a client has from its connecting, TLS included, until the server is
 *     ready for its first query
 * @param connectTimeout how long the upstream server has to accept a connection, and once more to
 *     begin TLS
 * @param idleTimeout how long a session may be idle outside a transaction; a longer one ends with
 *     57P05. 0: for ever
 * @param idleInTransactionTimeout how long a session may be idle inside a transaction; a longer one
 *     ends with 25P03. 0: for ever
 * @param drainDeadline how long sessions may go on when the proxy is told to end
 * @param maxLoginBytes how much a client may send before it is logged in; more ends the session
 */
public record Limits(
    int maxFrameBytes,
    int maxStatementBytes,
    int maxPreparedStatements,
    int maxPreparedBytes,
    int maxPendingAnswers,
    int maxSessions,
    int maxQueuedAnalyses,
    Duration analysisDeadline,
    Duration loginDeadline,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration idleInTransactionTimeout,
    Duration drainDeadline,
    int maxLoginBytes) {

  /** The longest message that the server itself takes: 1 GiB less one byte. */
  public static final int MAX_STREAMED_BYTES = 0x3fffffff;

  public static final Limits DEFAULTS =
      new Limits(
          64 << 20,
          1 << 20,
          10_000,
          16 << 20,
          20_000,
          10_000,
          1_000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(30),
          256 << 10);

  public Limits {
    check("maxFrameBytes", maxFrameBytes, 1024, MAX_STREAMED_BYTES);
    check("maxStatementBytes", maxStatementBytes, 1, maxFrameBytes);
    check("maxPreparedStatements", maxPreparedStatements, 1, 1_000_000);
    check("maxPreparedBytes", maxPreparedBytes, 1, MAX_STREAMED_BYTES);
    check("maxPendingAnswers", maxPendingAnswers, 4096, 1_000_000);
    check("maxSessions", maxSessions, 1, 1_000_000);
    check("maxQueuedAnalyses", maxQueuedAnalyses, 1, 1_000_000);
    check("analysisDeadline", analysisDeadline);
    check("loginDeadline", loginDeadline);
    check("connectTimeout", connectTimeout);
    checkIdle("idleTimeout", idleTimeout);
    checkIdle("idleInTransactionTimeout", idleInTransactionTimeout);
    check("drainDeadline", drainDeadline);
    check("maxLoginBytes", maxLoginBytes, StartupPacket.MAX_BYTES, MAX_STREAMED_BYTES);
  }

  /** The names of all bounds, in their order. */
  public static List<String> names() {
    return Arrays.stream(Limits.class.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  /** The value of a bound: an Integer or a Duration. */
  public Object get(String name) {
    return value(component(name));
  }

  private Object value(RecordComponent component) {
    try {
      return component.getAccessor().invoke(this);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static RecordComponent component(String name) {
    return Arrays.stream(Limits.class.getRecordComponents())
        .filter(component -> component.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no limit is called " + name));
  }

  /**
   * The same bounds but for some.
   *
   * @param changed values by name, of the types that {@link #get} returns
   * @throws IllegalArgumentException when a value is out of its bounds: {@code NAME is VALUE,
   *     expected BOUNDS}
   */
  public Limits with(Map<String, Object> changed) {
    changed.keySet().forEach(Limits::component);
    RecordComponent[] components = Limits.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(each -> changed.getOrDefault(each.getName(), value(each)))
            .toArray();
    try {
      return Limits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof IllegalArgumentException outOfBounds) {
        throw outOfBounds;
      }
      throw new IllegalStateException(failure);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void checkIdle(String name, Duration value) {
    if (value.isNegative() || value.compareTo(Duration.ofDays(24)) > 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 0 (for ever) to 24 d");
    }
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }

  private static void check(String name, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 1 ms to 1 h");
    }
  }
}
