package io.trestle.proxy;

import java.util.Locale;

/** How sockets are driven. */
public enum Transport {
  /** {@link #EPOLL} where its native library loads, {@link #NIO} elsewhere. */
  AUTO,
  /** Linux only, where the kernel offers it; only where it is asked for by name. */
  IO_URING,
  /** Linux only; about a third less latency than NIO. */
  EPOLL,
  /** Everywhere. */
  NIO;

  /** Its name in a configuration file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
