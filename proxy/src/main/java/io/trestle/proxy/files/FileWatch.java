package io.trestle.proxy.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files twice a second and has them read again when one has changed. What was read before
 * stays in force where that fails, and the log says why, once a change. Thread-safe.
 */
public final class FileWatch implements AutoCloseable {

  /** Reads files again; what was read before stays as it is where it throws. */
  @FunctionalInterface
  public interface Reading {
    void read() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final long POLL_MILLIS = 500;

  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "trestle-files");
            created.setDaemon(true);
            return created;
          });
  private boolean started;

  /**
   * Reads files now, and again whenever one of them changes.
   *
   * @param what they are, for the log
   * @throws IOException when the first reading fails; then they are not watched
   */
  public void readAndWatch(String what, List<Path> files, Reading reading) throws IOException {
    readAndWatch(this, what, files, reading);
  }

  /**
   * The same, until the owner is forgotten.
   *
   * @param owner who uses what is read
   */
  public void readAndWatch(Object owner, String what, List<Path> files, Reading reading)
      throws IOException {
    Watched added = new Watched(owner, what, List.copyOf(files), reading);
    reading.read();
    watched.add(added);
    start();
  }

  /** Watches the files of an owner no more. */
  public void forget(Object owner) {
    watched.removeIf(each -> each.owner == owner);
  }

  private synchronized void start() {
    if (!started) {
      started = true;
      thread.scheduleWithFixedDelay(
          () -> watched.forEach(Watched::look), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Files that are read together, and what told one state of them from another when last read. */
  private static final class Watched {
    private final Object owner;
    private final String what;
    private final List<Path> files;
    private final Reading reading;
    private List<String> seen;

    Watched(Object owner, String what, List<Path> files, Reading reading) {
      this.owner = owner;
      this.what = what;
      this.files = files;
      this.reading = reading;
      this.seen = stamps();
    }

    private List<String> stamps() {
      return files.stream().map(Watched::stamp).toList();
    }

    private static String stamp(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
      } catch (IOException gone) {
        return "cannot be looked at";
      }
    }

    void look() {
      List<String> now = stamps();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      try {
        reading.read();
        LOG.atInfo().addKeyValue("files", files).log("{} read again", what);
      } catch (IOException | RuntimeException wrong) {
        LOG.atError()
            .addKeyValue("files", files)
            .log("the {} of before stays in force: {}", what, wrong.getMessage());
      }
    }
  }
}
