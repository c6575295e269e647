package io.trestle.rewrite;

import io.trestle.generator.Choices;
import io.trestle.generator.StatementGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Statements to compare two parsers on. */
final class OpinionCorpus {

  private OpinionCorpus() {}

  /** Of the oracle's cases. */
  static Set<String> oracle() throws Exception {
    Path schema =
        Path.of(
            Objects.requireNonNull(OpinionCorpus.class.getResource("/oracle/schema.sql")).toURI());
    return files(Objects.requireNonNull(schema.getParent()));
  }

  /** Of the recordings of real tools: lines of a kind, a tab, and the escaped text. */
  static Set<String> recordings() throws Exception {
    Path schema =
        Path.of(
            Objects.requireNonNull(OpinionCorpus.class.getResource("/recordings/schema.sql"))
                .toURI());
    Set<String> statements = new LinkedHashSet<>();
    for (Path file : below(Objects.requireNonNull(schema.getParent()), ".rec")) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("simple\t") || line.startsWith("extended\t")) {
          statements.add(line.substring(line.indexOf('\t') + 1).translateEscapes());
        }
      }
    }
    return statements;
  }

  private static List<Path> below(Path folder, String ending) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Of the generator. */
  static Set<String> generated(int count) {
    Set<String> statements = new LinkedHashSet<>();
    for (long seed = 0; statements.size() < count; seed++) {
      statements.add(StatementGenerator.make(Choices.random(seed), seed % 3 > 0).sql());
    }
    return statements;
  }

  /**
   * Of all files {@code *.sql} below a folder; a statement ends with a semicolon at a line's end.
   */
  static Set<String> files(Path folder) throws IOException {
    Set<String> statements = new LinkedHashSet<>();
    if (!Files.isDirectory(folder)) {
      return statements;
    }
    for (Path file : below(folder, ".sql")) {
      statements.addAll(statements(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
    }
    return statements;
  }

  private static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : text.split("\n")) {
      boolean between = statement.isEmpty();
      if (between && (line.isBlank() || line.startsWith("--") || line.startsWith("\\"))) {
        continue;
      }
      statement.append(statement.isEmpty() ? "" : "\n").append(line);
      String stripped = line.stripTrailing();
      if (stripped.endsWith(";")) {
        String whole = statement.toString().stripTrailing();
        statements.add(whole.substring(0, whole.length() - 1));
        statement.setLength(0);
      }
    }
    return statements;
  }
}
