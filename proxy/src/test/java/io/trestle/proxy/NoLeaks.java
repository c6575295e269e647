package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class in which a buffer was lost, or in which a session failed with an exception.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {

  private static final int ROUNDS = 3;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    log.start();
    logger().addAppender(log);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (int i = 0; i < ROUNDS; i++) {
      System.gc();
      System.runFinalization();
      ByteBufAllocator.DEFAULT.buffer(1).release();
    }
    logger().detachAppender(log);
    List<ILoggingEvent> events = List.copyOf(log.list);
    assertThat(events)
        .extracting(event -> event.getLoggerName() + " " + event.getFormattedMessage())
        .noneMatch(line -> line.contains("LEAK"))
        .noneMatch(line -> line.contains("a session failed"));
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
