package io.trestle.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules from a file, read again when it changes. A file that is wrong leaves the rules before in
 * force and says so in the log, once a change. Looks at the file five times a second: that works on
 * every file system, and for editors and orchestrators that replace the file or a link to it.
 * Thread-safe.
 */
public final class FileRuleSource implements RuleSource {

  private static final Logger log = LoggerFactory.getLogger(FileRuleSource.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Path file;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread created = new Thread(runnable, "trestle-rules");
            created.setDaemon(true);
            return created;
          });
  private volatile RuleSet current;
  private Stamp seen;

  /** What tells that a file has changed. */
  private record Stamp(FileTime modified, long size, String key) {
    static Stamp of(Path file) throws IOException {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }
  }

  private FileRuleSource(Path file, Stamp seen, RuleSet current) {
    this.file = file;
    this.seen = seen;
    this.current = current;
  }

  /**
   * Reads a file and goes on to watch it.
   *
   * @throws InvalidRulesException when something is wrong with its content
   * @throws IOException when it cannot be read
   */
  public static FileRuleSource open(Path file) throws InvalidRulesException, IOException {
    Stamp stamp = Stamp.of(file);
    FileRuleSource source = new FileRuleSource(file, stamp, RulesFile.parse(file));
    source.thread.scheduleWithFixedDelay(
        source::look, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    return source;
  }

  @Override
  public RuleSet current() {
    return current;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void look() {
    try {
      if (!Stamp.of(file).equals(seenStamp())) {
        reload();
      }
    } catch (InvalidRulesException reported) {
      // reload has said so
    } catch (IOException gone) {
      log.atDebug().addKeyValue("file", file).log("the rules file cannot be looked at");
    }
  }

  private synchronized Stamp seenStamp() {
    return seen;
  }

  @Override
  public synchronized void reload() throws InvalidRulesException {
    try {
      seen = Stamp.of(file);
      RuleSet read = RulesFile.parse(file);
      if (!read.equals(current)) {
        current = read;
        log.atInfo()
            .addKeyValue("file", file)
            .addKeyValue("rules", read.rules().size())
            .log("rules read");
        listeners.forEach(Runnable::run);
      }
    } catch (InvalidRulesException invalid) {
      log.atError()
          .addKeyValue("file", file)
          .log("the rules before stay in force: {}", invalid.getMessage());
      throw invalid;
    } catch (IOException unreadable) {
      log.atError()
          .addKeyValue("file", file)
          .log("the rules before stay in force: {}", unreadable.toString());
      throw new InvalidRulesException(List.of(file + ":1: cannot be read: " + unreadable));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
