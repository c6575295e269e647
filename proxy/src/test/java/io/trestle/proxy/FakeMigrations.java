package io.trestle.proxy;

import io.trestle.proxy.admin.MigrationControl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Migrations that are moved as a test says. */
final class FakeMigrations implements MigrationControl {

  final List<Migration> migrations = new CopyOnWriteArrayList<>();

  /** Who has asked for what. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** How many were told to stop, and have stopped. */
  final AtomicInteger stopped = new AtomicInteger();

  /** A move is done when this is; it has no line to say but one. */
  volatile CountDownLatch done = new CountDownLatch(0);

  @Override
  public List<Migration> migrations() {
    return migrations;
  }

  @Override
  public boolean take(Move move, String user, Consumer<String> notices, BooleanSupplier stop)
      throws RefusedException {
    asked.add(user + " " + move.migration() + " " + move.target().label() + " " + move.database());
    notices.accept("a line");
    if ("refused".equals(move.migration())) {
      throw new RefusedException("55000", "it is run by somebody else", "wait");
    }
    try {
      while (!done.await(10, TimeUnit.MILLISECONDS)) {
        if (stop.getAsBoolean()) {
          stopped.incrementAndGet();
          return false;
        }
      }
    } catch (InterruptedException interrupted) {
      return false;
    }
    return true;
  }
}
