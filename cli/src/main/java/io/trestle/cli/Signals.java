package io.trestle.cli;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** The signals of a program that runs until it is told to end. */
public final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final int EXIT_CODE_OF_SIGTERM = 128 + 15;

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile Runnable hangUp = () -> {};

  private Signals() {}

  /** Takes SIGTERM, SIGINT and SIGHUP from the JVM, which would end at each of them. */
  public static Signals install() {
    Signals signals = new Signals();
    handle("TERM", signals::end);
    handle("INT", signals::end);
    handle("HUP", () -> signals.hangUp.run());
    return signals;
  }

  private static void handle(String name, Runnable handler) {
    try {
      Signal.handle(new Signal(name), signal -> handler.run());
    } catch (IllegalArgumentException unknownHere) {
      LOG.debug("no signal {} on this system: {}", name, unknownHere.getMessage());
    }
  }

  private void end() {
    if (!end.complete(null)) {
      Runtime.getRuntime().halt(EXIT_CODE_OF_SIGTERM);
    }
  }

  void onHangUp(Runnable handler) {
    hangUp = handler;
  }

  /** Called at the first SIGTERM or SIGINT, on a thread of the signal's; the second one halts. */
  public void onEnd(Runnable handler) {
    end.thenRun(handler);
  }
}
