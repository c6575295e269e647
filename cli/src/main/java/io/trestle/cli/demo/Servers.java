package io.trestle.cli.demo;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes. */
final class Servers {

  private static final int DEADLINE_SECONDS = 10;

  private Servers() {}

  /** Asks a process to end, and makes it end when it does not. */
  static void end(ProcessHandle process) {
    process.destroy();
    if (!gone(process)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      gone(process);
    }
  }

  private static boolean gone(ProcessHandle process) {
    try {
      process.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stillThere) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
