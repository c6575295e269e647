package io.trestle.proxy.session;

/**
 * Where a session stands.
 *
 * <pre>
 * STARTUP ──startup message──► CONNECTING ──connected──► LOGIN ──ReadyForQuery──► READY
 *    │ cancel request, error        │ upstream down         │ wrong password         │ either side closes
 *    └──────────────────────────────┴───────────────────────┴──────► CLOSED ◄────────┘
 * </pre>
 */
enum Stage {
  /** The client has not said yet who it is. */
  STARTUP,
  /** The upstream connection is being made; the client is not read. */
  CONNECTING,
  /** Authentication goes back and forth; of the client only answers to it are passed. */
  LOGIN,
  /** Statements go through. */
  READY,
  /** Over; both channels are closed or about to be. */
  CLOSED;

  /** Whether the client has yet to log in. */
  boolean isBeforeReady() {
    return this != READY && this != CLOSED;
  }
}
