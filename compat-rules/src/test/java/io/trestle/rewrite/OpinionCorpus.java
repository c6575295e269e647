package io.trestle.rewrite;

import io.trestle.generator.Choices;
import io.trestle.generator.StatementGenerator;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Statements to compare two parsers on. */
final class OpinionCorpus {

  private OpinionCorpus() {}

  /** Of the oracle's cases. */
  static Set<String> oracle() throws Exception {
    return inFolder("/oracle", OpinionCorpus::files);
  }

  /** Of the recordings of real tools: lines of a kind, a tab, and the escaped text. */
  static Set<String> recordings() throws Exception {
    return inFolder("/recordings", OpinionCorpus::recorded);
  }

  private static Set<String> recorded(Path folder) throws IOException {
    Set<String> statements = new LinkedHashSet<>();
    for (Path file : below(folder, ".rec")) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("simple\t") || line.startsWith("extended\t")) {
          statements.add(line.substring(line.indexOf('\t') + 1).translateEscapes());
        }
      }
    }
    return statements;
  }

  /** Reads statements from a folder of testkit, which may be one of classes or a jar. */
  private static Set<String> inFolder(String name, Reader reader) throws Exception {
    URI schema =
        Objects.requireNonNull(OpinionCorpus.class.getResource(name + "/schema.sql")).toURI();
    if (!schema.getScheme().equals("jar")) {
      return reader.read(Objects.requireNonNull(Path.of(schema).getParent()));
    }
    try (FileSystem jar = FileSystems.newFileSystem(schema, Map.of())) {
      return reader.read(jar.getPath(name));
    }
  }

  private interface Reader {
    Set<String> read(Path folder) throws IOException;
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
