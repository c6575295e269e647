package io.trestle.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping in the file, whose values are asked for by key. What is wrong is noted, and the answer
 * is then as good as none: whoever reads goes on, so that all problems are found at once.
 */
final class Section {

  private final Problems problems;
  private final String where;
  private final @Nullable Node node;
  private final Map<String, Node> keys = new LinkedHashMap<>();

  /**
   * A mapping.
   *
   * @param node null where there is none: then it has no keys
   * @param where how problems name it: {@code an entry of listen}
   * @param allowed the keys that it may have; null for any
   */
  Section(Problems problems, @Nullable Node node, String where, @Nullable List<String> allowed) {
    this.problems = problems;
    this.where = where;
    this.node = node;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(entry -> take(entry, allowed));
    } else if (node != null) {
      problems.add(
          node,
          where + " is no mapping",
          allowed == null
              ? "names with a mapping each"
              : "keys among " + String.join(", ", allowed));
    }
  }

  private void take(NodeTuple entry, @Nullable List<String> allowed) {
    Node keyNode = entry.getKeyNode();
    String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "(no scalar)";
    if (allowed != null && !allowed.contains(key)) {
      problems.add(
          keyNode,
          "unknown key \"%s\" in %s".formatted(key, where),
          "one of " + String.join(", ", allowed));
    } else if (keys.put(key, entry.getValueNode()) != null) {
      problems.add(keyNode, "key \"" + key + "\" is given twice", "it once");
    }
  }

  Problems problems() {
    return problems;
  }

  /** The keys that it has, in their order. */
  List<String> keys() {
    return List.copyOf(keys.keySet());
  }

  boolean has(String key) {
    return keys.containsKey(key);
  }

  /** Notes a problem with the value of a key. */
  void problem(String key, String what, String expected) {
    problems.add(keys.getOrDefault(key, node), key + " " + what, expected);
  }

  /** Notes a problem with the file that a key names; the message says what was expected. */
  void wrongFile(String key, String message) {
    problems.add(Problems.line(keys.getOrDefault(key, node)), key + ": " + message);
  }

  /** Notes what somebody should look at, though the value is taken. */
  void warning(String key, String message) {
    problems.warn(Problems.line(keys.getOrDefault(key, node)), key + ": " + message);
  }

  /** Notes that a value is not what was expected. */
  void wrong(String key, String value, String expected) {
    problem(key, "\"" + value + "\"", expected);
  }

  /** A value in one word. */
  Optional<String> text(String key) {
    Node value = keys.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return Optional.of(scalar.getValue());
    }
    problem(key, "is empty or no single value", "one value");
    return Optional.empty();
  }

  /** The same, of a key that must be there. */
  Optional<String> required(String key) {
    if (!keys.containsKey(key)) {
      problems.add(node, "key \"%s\" is missing in %s".formatted(key, where), "it there");
    }
    return text(key);
  }

  /** A whole number. */
  Optional<Integer> number(String key, int least, int most) {
    return text(key)
        .flatMap(
            text -> {
              if (text.matches("[0-9]{1,9}")
                  && Integer.parseInt(text) >= least
                  && Integer.parseInt(text) <= most) {
                return Optional.of(Integer.valueOf(text));
              }
              wrong(key, text, least + " to " + most);
              return Optional.empty();
            });
  }

  /** {@code true} or {@code false}. */
  boolean flag(String key) {
    return choice(key, List.of("true", "false")).orElse("false").equals("true");
  }

  /** One of several words. */
  Optional<String> choice(String key, List<String> choices) {
    Optional<String> text = text(key);
    if (text.isPresent() && !choices.contains(text.get())) {
      wrong(key, text.get(), "one of " + String.join(", ", choices));
      return Optional.empty();
    }
    return text;
  }

  /** A path; a relative one begins at the file's own folder. */
  Optional<Path> path(String key) {
    return text(key).map(problems::resolve);
  }

  /** A mapping below this one; without keys where it is not there. */
  Section section(String key, @Nullable List<String> allowed) {
    return section(key, key, allowed);
  }

  /** The same, where problems give it another name. */
  Section section(String key, String name, @Nullable List<String> allowed) {
    return new Section(problems, keys.get(key), name, allowed);
  }

  /** The same for an entry that has a name of its own. */
  Section named(String key, String what, List<String> allowed) {
    return new Section(problems, keys.get(key), what + " \"" + key + "\"", allowed);
  }

  /** The nodes of a list; a single value is a list of one. */
  List<Node> list(String key) {
    Node value = keys.get(key);
    if (value instanceof SequenceNode list) {
      return List.copyOf(list.getValue());
    }
    return value == null ? new ArrayList<>() : List.of(value);
  }

  /** The line of a key's value, or of the mapping. */
  String origin(Path file, String key) {
    return file + ":" + Problems.line(keys.getOrDefault(key, node));
  }
}
