package io.trestle.proxy;

import java.time.Duration;

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
    Duration connectTimeout) {

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
          Duration.ofSeconds(10));

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
