package io.trestle.proxy;

import java.time.Duration;

/** The default limits with one of them changed. */
final class Limit {

  private static final Limits D = Limits.DEFAULTS;

  private Limit() {}

  static Limits pendingAnswers(int max) {
    return new Limits(
        D.maxFrameBytes(),
        D.maxStatementBytes(),
        D.maxPreparedStatements(),
        D.maxPreparedBytes(),
        max,
        D.maxSessions(),
        D.maxQueuedAnalyses(),
        D.analysisDeadline(),
        D.loginDeadline(),
        D.connectTimeout());
  }

  static Limits statements(
      int maxFrameBytes, int maxStatementBytes, int maxPrepared, int maxPreparedBytes) {
    return new Limits(
        maxFrameBytes,
        maxStatementBytes,
        maxPrepared,
        maxPreparedBytes,
        D.maxPendingAnswers(),
        D.maxSessions(),
        D.maxQueuedAnalyses(),
        D.analysisDeadline(),
        D.loginDeadline(),
        D.connectTimeout());
  }

  static Limits shared(int maxSessions, int maxQueuedAnalyses, Duration loginDeadline) {
    return new Limits(
        D.maxFrameBytes(),
        D.maxStatementBytes(),
        D.maxPreparedStatements(),
        D.maxPreparedBytes(),
        D.maxPendingAnswers(),
        maxSessions,
        maxQueuedAnalyses,
        D.analysisDeadline(),
        loginDeadline,
        D.connectTimeout());
  }

  static Limits analysisDeadline(Duration deadline) {
    return new Limits(
        D.maxFrameBytes(),
        D.maxStatementBytes(),
        D.maxPreparedStatements(),
        D.maxPreparedBytes(),
        D.maxPendingAnswers(),
        D.maxSessions(),
        D.maxQueuedAnalyses(),
        deadline,
        D.loginDeadline(),
        D.connectTimeout());
  }
}
