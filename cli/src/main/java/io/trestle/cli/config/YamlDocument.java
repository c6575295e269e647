package io.trestle.cli.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a file of YAML into nodes that know their lines. */
final class YamlDocument {

  /** The largest file that is read. */
  static final int MAX_BYTES = 1 << 20;

  private YamlDocument() {}

  /**
   * The text of a file.
   *
   * @throws InvalidConfigException when it is too large, or no text
   */
  static String text(Path file) throws InvalidConfigException, IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new InvalidConfigException(
          List.of(
              "%s:1: the file has %d bytes; expected at most %d"
                  .formatted(file, Files.size(file), MAX_BYTES)));
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException notUtf8) {
      throw new InvalidConfigException(List.of(file + ":1: the file is not UTF-8 text"));
    }
  }

  /** The one document of a text; null where there is none, or what is wrong has been noted. */
  static @Nullable Node compose(Problems problems, String yaml) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(10);
      options.setNestingDepthLimit(20);
      return new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(1, "not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return null;
  }
}
