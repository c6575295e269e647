package io.trestle.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Everything that is wrong with a file, and what somebody should look at. */
final class Problems {

  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

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

  /** Notes what keeps nobody from taking the file; once for a line. */
  void warn(int line, String text) {
    String warning = "%s:%d: %s".formatted(file, line, text);
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
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

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  int count() {
    return lines.size();
  }
}
