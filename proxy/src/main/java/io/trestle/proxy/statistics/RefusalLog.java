package io.trestle.proxy.statistics;

import io.trestle.inspect.StatementText;
import io.trestle.proxy.Daemons;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refusals of late, by the shape of the statement, and a line in the log for each: the first of
 * a shape, then one a minute at most with the count since. Never holds or writes a value of a
 * statement. Thread-safe.
 *
 * <p>Bounded by {@link #MAX_SHAPES} (the shape that was not refused for the longest time goes), by
 * {@link #MAX_WAITING} statements whose shape is not known yet, and by {@link #MAX_LINES} lines a
 * minute. Shapes are found on a thread of its own, since a hostile text may take milliseconds.
 */
public final class RefusalLog implements AutoCloseable {

  /** How many shapes are remembered. */
  static final int MAX_SHAPES = 500;

  /** How many lines are written a minute, of all shapes. */
  static final int MAX_LINES = 100;

  /** How many statements may wait for their shape; further ones are only counted. */
  static final int MAX_WAITING = 500;

  /** Of a longer statement no shape is made. */
  public static final int MAX_CHARACTERS = 16 << 10;

  private static final int MAX_SHAPE = 2_000;
  private static final int MAX_NAME = 256;
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  /**
   * What is known of a refused statement.
   *
   * @param sql its text, in which no backslash means anything to the session that it does not mean
   *     with standard_conforming_strings; null where it is not known, or too long
   */
  record Refusal(
      String database,
      String rule,
      String code,
      String cause,
      String user,
      String applicationName,
      @Nullable String sql) {}

  private record Key(String database, String rule, String code, String shape) {}

  private static final class Entry {
    private final Instant first;
    private Instant last;
    private Instant logged = Instant.MIN;
    private long count;
    private long countLogged;
    private String cause = "";
    private String user = "";
    private String applicationName = "";

    Entry(Instant first) {
      this.first = first;
      this.last = first;
    }
  }

  private final InstantSource clock;
  private final ThreadPoolExecutor thread;
  private final LongAdder unread = new LongAdder();
  private final Map<Key, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
          return size() > MAX_SHAPES;
        }
      };
  private Instant window = Instant.MIN;
  private int linesInWindow;
  private long suppressed;

  RefusalLog(InstantSource clock) {
    this.clock = clock;
    thread = Daemons.pool("trestle-refusals", 1, MAX_WAITING);
  }

  /** Takes note of a refusal, soon. */
  void refused(Refusal refusal) {
    try {
      thread.execute(() -> note(refusal));
    } catch (RejectedExecutionException tooMany) {
      unread.increment();
    }
  }

  /** How many refusals came too fast to be taken note of. */
  public long unread() {
    return unread.sum();
  }

  void note(Refusal refusal) {
    note(refusal, shape(refusal));
  }

  /** The statement without its values; in no case any part that may be one. */
  private static String shape(Refusal refusal) {
    String sql = refusal.sql();
    if (sql == null) {
      return "(a statement that is not kept)";
    }
    if (sql.length() > MAX_CHARACTERS) {
      return "(a statement of more than " + MAX_CHARACTERS + " characters)";
    }
    try {
      return StatementText.of(sql)
          .map(text -> printable(text.shape(), MAX_SHAPE))
          .orElse("(a statement that cannot be read)");
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.atError().setCause(bug).log("the shape of a statement could not be found");
      return "(a statement that cannot be read)";
    }
  }

  /** In one line, and cut. */
  private static String printable(String text, int max) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), max));
    for (int i = 0; i < text.length() && i < max; i++) {
      char letter = text.charAt(i);
      clean.append(Character.isISOControl(letter) ? ' ' : letter);
    }
    return text.length() > max ? clean.append('…').toString() : clean.toString();
  }

  private synchronized void note(Refusal refusal, String shape) {
    Instant now = clock.instant();
    Key key = new Key(refusal.database(), refusal.rule(), refusal.code(), shape);
    Entry entry = entries.computeIfAbsent(key, any -> new Entry(now));
    entry.count++;
    entry.last = now;
    entry.cause = refusal.cause();
    entry.user = printable(refusal.user(), MAX_NAME);
    entry.applicationName = printable(refusal.applicationName(), MAX_NAME);
    if (entry.logged.equals(Instant.MIN) || !now.isBefore(entry.logged.plus(PAUSE))) {
      log(key, entry, now);
    }
  }

  private void log(Key key, Entry entry, Instant now) {
    if (window.equals(Instant.MIN) || !now.isBefore(window.plus(PAUSE))) {
      window = now;
      linesInWindow = 0;
      if (suppressed > 0) {
        LOG.atWarn().addKeyValue("shapes", suppressed).log("refusals were left out of the log");
        suppressed = 0;
      }
    }
    if (linesInWindow >= MAX_LINES) {
      suppressed++;
      return;
    }
    linesInWindow++;
    LOG.atWarn()
        .addKeyValue("rule", key.rule())
        .addKeyValue("code", key.code())
        .addKeyValue("cause", entry.cause)
        .addKeyValue("user", entry.user)
        .addKeyValue("database", key.database())
        .addKeyValue("application_name", entry.applicationName)
        .addKeyValue("count", entry.count - entry.countLogged)
        .addKeyValue("shape", key.shape())
        .log("refused");
    entry.logged = now;
    entry.countLogged = entry.count;
  }

  /** The shapes that are remembered, the latest first. */
  public synchronized List<RefusalReport> reports() {
    List<RefusalReport> reports = new ArrayList<>(entries.size());
    entries.forEach(
        (key, entry) ->
            reports.add(
                new RefusalReport(
                    key.database(),
                    key.rule(),
                    key.code(),
                    entry.cause,
                    key.shape(),
                    entry.user,
                    entry.applicationName,
                    entry.count,
                    entry.first,
                    entry.last)));
    Collections.reverse(reports);
    reports.sort(Comparator.comparing(RefusalReport::last).reversed());
    return reports;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
