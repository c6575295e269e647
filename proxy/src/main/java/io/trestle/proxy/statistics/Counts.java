package io.trestle.proxy.statistics;

/**
 * What a session has done, or all of them together.
 *
 * @param bytesIn received from clients, but for TLS and what comes before the startup message
 * @param bytesOut received from servers for them
 * @param untouched statements that were sent on as they came
 * @param rewritten statements that were sent on with another text
 * @param refused statements that were answered with an error of ours
 * @param waited statements that waited for an analysis
 * @param waitNanos how long they did, together: the latency added
 */
public record Counts(
    long bytesIn,
    long bytesOut,
    long untouched,
    long rewritten,
    long refused,
    long waited,
    long waitNanos) {

  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

  /** All statements. */
  public long statements() {
    return untouched + rewritten + refused;
  }

  Counts plus(Counts other) {
    return new Counts(
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut,
        untouched + other.untouched,
        rewritten + other.rewritten,
        refused + other.refused,
        waited + other.waited,
        waitNanos + other.waitNanos);
  }
}
