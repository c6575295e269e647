package io.trestle.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps the engine's log to its errors while a command asks it questions: what it would say of a
 * proxy in service is not true of these, and what matters is in the command's output. Not where the
 * user asks for a level.
 */
final class QuietLog implements AutoCloseable {

  private final @Nullable Logger logger;
  private final @Nullable Level before;

  private QuietLog(@Nullable Logger logger) {
    this.logger = logger;
    this.before = logger == null ? null : logger.getLevel();
    if (logger != null) {
      logger.setLevel(Level.ERROR);
    }
  }

  static QuietLog begin(Map<String, String> environment) {
    boolean ours =
        !environment.containsKey("TRESTLE_LOG_LEVEL")
            && LoggerFactory.getLogger("io.trestle") instanceof Logger;
    return new QuietLog(ours ? (Logger) LoggerFactory.getLogger("io.trestle") : null);
  }

  @Override
  public void close() {
    if (logger != null) {
      logger.setLevel(before);
    }
  }
}
