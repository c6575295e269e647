package io.trestle.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Everything that is wrong with a file. */
final class Problems {

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  Problems(Path file) {
    this.file = file;
  }

  /** Notes a problem at the line of a node. */
  void add(@Nullable Node node, String what, String expected) {
    add(line(node), what + "; expected " + expected);
  }

  void add(int line, String text) {
    lines.add("%s:%d: %s".formatted(file, line, text));
  }

  /** The line of a node, from 1. */
  static int line(@Nullable Node node) {
    return node == null || node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  /** Where a relative path of the file begins: its own folder. */
  Path resolve(String path) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of(path) : folder.resolve(path);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  int count() {
    return lines.size();
  }
}
