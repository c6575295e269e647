package io.trestle.testkit.suites;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The test suite of pgjdbc, from the archive of its sources, which Maven builds and runs as its
 * authors have it.
 */
public final class PgjdbcSuite {

  private final Path folder;

  /**
   * @param folder the unpacked archive
   */
  public PgjdbcSuite(Path folder) {
    this.folder = folder;
  }

  /** Compiles the driver and its tests, as far as that was not done. */
  public void compile() throws Exception {
    maven(List.of("test-compile"));
  }

  /**
   * Runs tests against what listens at a port of this machine: role and database {@code test}.
   *
   * @param queryMode {@code extended}, {@code simple}, {@code extendedForPrepared} or {@code
   *     extendedCacheEverything}
   * @param tests the classes, or all where there are none
   */
  public Map<String, Result> run(int port, String queryMode, List<String> tests) throws Exception {
    return run(port, queryMode, tests, List.of(), List.of());
  }

  /**
   * The same, in another way.
   *
   * @param urlParameters {@code name=value}, for every URL that the tests make
   * @param options of Maven; what is set with {@code -D} is a system property of the tests
   */
  public Map<String, Result> run(
      int port,
      String queryMode,
      List<String> tests,
      List<String> urlParameters,
      List<String> options)
      throws Exception {
    Files.writeString(
        folder.resolve("build.local.properties"),
        """
        test.url.PGHOST=localhost
        test.url.PGPORT=%d
        test.url.PGDBNAME=test
        user=test
        password=test
        privilegedUser=postgres
        """
                .formatted(port)
            + urlParameters.stream().map(each -> "test.url." + each + "\n").collect(joining()));
    Path reports = folder.resolve("target/surefire-reports");
    delete(reports);
    List<String> goals = new ArrayList<>(List.of("surefire:test", "-Dmaven.test.failure.ignore"));
    goals.add("-DpreferQueryMode=" + queryMode);
    goals.addAll(options);
    if (!tests.isEmpty()) {
      goals.add("-Dtest=" + String.join(",", tests));
    }
    maven(goals);
    return results(reports);
  }

  private void maven(List<String> goals) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mvn", "-B"));
    String repository = System.getProperty("maven.repo.local");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    command.addAll(goals);
    Path log = folder.resolve("maven.log");
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("mvn ended with " + code + ", see " + log);
    }
  }

  private static void delete(Path reports) throws IOException {
    if (!Files.exists(reports)) {
      return;
    }
    try (Stream<Path> files = Files.list(reports)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static Map<String, Result> results(Path reports) throws IOException {
    Map<String, Result> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(reports)) {
      files
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .forEach(file -> read(file, results));
    }
    return results;
  }

  private static void read(Path report, Map<String, Result> results) {
    try {
      NodeList cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        String name = test.getAttribute("classname") + "#" + test.getAttribute("name");
        results.merge(
            name,
            result(test),
            (one, other) -> one.ending().compareTo(other.ending()) >= 0 ? one : other);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (ParserConfigurationException | SAXException broken) {
      throw new IllegalStateException("no report: " + report, broken);
    }
  }

  private static Result result(Element test) {
    for (String kind : List.of("failure", "error")) {
      if (test.getElementsByTagName(kind).item(0) instanceof Element failed) {
        return new Result(Ending.FAILED, message(failed));
      }
    }
    boolean skipped = test.getElementsByTagName("skipped").getLength() > 0;
    return new Result(skipped ? Ending.SKIPPED : Ending.PASSED, "");
  }

  private static String message(Element failed) {
    String message = failed.getAttribute("message");
    String text = message.isBlank() ? failed.getTextContent() : message;
    return text.strip().replaceAll("\\s+", " ");
  }
}
