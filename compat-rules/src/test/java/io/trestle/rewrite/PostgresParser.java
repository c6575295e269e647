package io.trestle.rewrite;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * PostgreSQL's own parser: the npm package libpg-query in a process of Node. Needs node and npm on
 * the path, and installs the package the first time. One thread.
 */
final class PostgresParser implements AutoCloseable {

  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private int number;

  /**
   * What it says of one statement. Offsets are in UTF-16, from 0.
   *
   * @param error what is wrong with it; null where it parses
   * @param kind select, insert, update or delete; other or several for what is not compared
   * @param shape the same for statements that differ in literals only
   */
  record Opinion(
      @Nullable String error,
      String kind,
      String shape,
      List<ColumnReference> columns,
      List<Integer> targets,
      List<Integer> relations) {

    boolean isComparable() {
      return error == null && !kind.equals("other") && !kind.equals("several");
    }
  }

  /**
   * @param scope the relations it can name, the innermost block first, sorted in each
   */
  record ColumnReference(int offset, List<List<String>> scope) {}

  private PostgresParser(Process process) {
    this.process = process;
    this.questions = process.outputWriter();
    this.answers = process.inputReader();
  }

  /**
   * @param folder where the package is installed
   */
  static PostgresParser start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    for (String file : List.of("package.json", "opinion.js")) {
      try (InputStream in = PostgresParser.class.getResourceAsStream("/opinion/" + file)) {
        Files.write(folder.resolve(file), Objects.requireNonNull(in).readAllBytes());
      }
    }
    if (!Files.exists(folder.resolve("node_modules/libpg-query"))) {
      Path log = folder.resolve("npm.log");
      Process install =
          new ProcessBuilder("npm", "install", "--no-audit", "--no-fund")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!install.waitFor(3, TimeUnit.MINUTES) || install.exitValue() != 0) {
        throw new IOException("npm install failed; see " + log);
      }
    }
    return new PostgresParser(
        new ProcessBuilder("node", "--stack-size=3900", "opinion.js")
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  Opinion parse(String sql) {
    number++;
    try {
      questions.write("{\"id\":" + number + ",\"sql\":" + quoted(sql) + "}\n");
      questions.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("Node has ended; the statement was " + sql);
      }
      return opinion(line);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** JSON is YAML, but for a blank that YAML wants behind a colon. */
  private Opinion opinion(String line) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setNestingDepthLimit(1_000);
    Map<?, ?> answer = new Yaml(new SafeConstructor(options)).load(line);
    if (!Objects.equals(answer.get("id"), number)) {
      throw new IllegalStateException("an answer out of turn: " + line);
    }
    Object error = answer.get("error");
    return new Opinion(
        error == null ? null : error.toString(),
        String.valueOf(answer.get("kind")),
        String.valueOf(answer.get("shape")),
        list(answer.get("columns")).stream().map(PostgresParser::column).toList(),
        list(answer.get("targets")).stream().map(Integer.class::cast).toList(),
        list(answer.get("relations")).stream().map(Integer.class::cast).toList());
  }

  private static ColumnReference column(Object value) {
    Map<?, ?> column = (Map<?, ?>) value;
    List<List<String>> scope =
        list(column.get("scope")).stream()
            .map(level -> list(level).stream().map(String::valueOf).toList())
            .toList();
    return new ColumnReference((Integer) column.get("offset"), scope);
  }

  private static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  @Override
  public void close() throws IOException {
    questions.close();
    process.destroy();
  }
}
