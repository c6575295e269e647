package io.trestle.proxy;

import java.time.Duration;
import java.util.Map;

/** The default limits with some of them changed. */
final class Limit {

  private Limit() {}

  static Limits pendingAnswers(int max) {
    return Limits.DEFAULTS.with(Map.of("maxPendingAnswers", max));
  }

  static Limits statements(
      int maxFrameBytes, int maxStatementBytes, int maxPrepared, int maxPreparedBytes) {
    return Limits.DEFAULTS.with(
        Map.of(
            "maxFrameBytes",
            maxFrameBytes,
            "maxStatementBytes",
            maxStatementBytes,
            "maxPreparedStatements",
            maxPrepared,
            "maxPreparedBytes",
            maxPreparedBytes));
  }

  static Limits shared(int maxSessions, int maxQueuedAnalyses, Duration loginDeadline) {
    return Limits.DEFAULTS.with(
        Map.of(
            "maxSessions",
            maxSessions,
            "maxQueuedAnalyses",
            maxQueuedAnalyses,
            "loginDeadline",
            loginDeadline));
  }

  static Limits analysisDeadline(Duration deadline) {
    return Limits.DEFAULTS.with(Map.of("analysisDeadline", deadline));
  }

  static Limits idle(Duration outsideTransaction, Duration insideTransaction) {
    return Limits.DEFAULTS.with(
        Map.of("idleTimeout", outsideTransaction, "idleInTransactionTimeout", insideTransaction));
  }
}
