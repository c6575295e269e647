package io.trestle.proxy;

/** How sockets are driven. */
public enum Transport {
  /** {@link #EPOLL} where its native library loads, {@link #NIO} elsewhere. */
  AUTO,
  /** Linux only; about a third less latency than NIO. */
  EPOLL,
  /** Everywhere. */
  NIO
}
