package io.trestle.rules;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a rules file, and collects everything that is wrong with it, each with file and line. */
public final class RulesFile {

  /** The largest file that is read. */
  public static final int MAX_BYTES = 1 << 20;

  private final String file;
  private final List<String> problems = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();

  private RulesFile(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidRulesException when something is wrong with its content
   * @throws IOException when it cannot be read
   */
  public static RuleSet parse(Path path) throws InvalidRulesException, IOException {
    String name = path.toString();
    if (Files.size(path) > MAX_BYTES) {
      throw new InvalidRulesException(
          List.of(
              "%s:1: the file has %d bytes; expected at most %d"
                  .formatted(name, Files.size(path), MAX_BYTES)));
    }
    try {
      return parse(name, Files.readString(path, StandardCharsets.UTF_8));
    } catch (MalformedInputException notUtf8) {
      throw new InvalidRulesException(List.of(name + ":1: the file is not UTF-8 text"));
    }
  }

  /**
   * Reads a text.
   *
   * @param file how problems name it
   * @throws InvalidRulesException when something is wrong with it
   */
  public static RuleSet parse(String file, String yaml) throws InvalidRulesException {
    RulesFile parsed = new RulesFile(file);
    parsed.document(yaml);
    if (!parsed.problems.isEmpty()) {
      throw new InvalidRulesException(parsed.problems);
    }
    return new RuleSet(parsed.rules);
  }

  private void document(String yaml) {
    Node root;
    try {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(10);
      options.setNestingDepthLimit(20);
      root = new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add("%s:%d: not YAML: %s".formatted(file, line, e.getProblem()));
      return;
    } catch (YAMLException e) {
      problems.add("%s:1: not YAML: %s".formatted(file, firstLine(e)));
      return;
    }
    if (root == null) {
      problems.add(
          file + ":1: the file is empty; expected a key \"rules\" (\"rules: []\" for none)");
      return;
    }
    Map<String, Node> keys = keys(root, List.of("rules"), "the file");
    Node list = keys.get("rules");
    if (keys.isEmpty() || list == null) {
      problem(root, "no rules", "a key \"rules\" with a list (\"rules: []\" for none)");
    } else if (list instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::rule);
    } else {
      problem(list, "\"rules\" is no list", "a list of rules, each starting with \"- table:\"");
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void rule(Node node) {
    int before = problems.size();
    Rule rule = new RuleReader(this, node).read(before);
    if (rule == null) {
      return;
    }
    if (rule.reads(rule)) {
      reading(node, rule, rule);
    }
    for (Rule other : rules) {
      if (mayMeet(rule, other) && (rule.reads(other) || other.reads(rule))) {
        boolean newer = rule.reads(other);
        reading(node, newer ? rule : other, newer ? other : rule);
        return;
      }
      if (mayMeet(rule, other) && rule.name().equals(other.name())) {
        problem(
            node,
            "duplicate rule for %s; the first is at %s".formatted(rule.name(), other.origin()),
            "one rule a column");
        return;
      }
    }
    rules.add(rule);
  }

  private void reading(Node node, Rule rule, Rule other) {
    problem(
        node,
        "the value of %s reads %s, which is under a rule".formatted(rule.name(), other.column()),
        "a value over columns that are under no rule");
  }

  private static boolean mayMeet(Rule one, Rule other) {
    return one.database() == null
        || other.database() == null
        || one.database().equals(other.database());
  }

  /** The entries of a mapping by key; unknown and repeated keys are problems. */
  Map<String, Node> keys(Node node, List<String> allowed, String where) {
    Map<String, Node> keys = new HashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(node, where + " is no mapping", "keys among " + String.join(", ", allowed));
      return keys;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key =
          tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "(no scalar)";
      if (!allowed.contains(key)) {
        problem(
            tuple.getKeyNode(),
            "unknown key \"%s\" in %s".formatted(key, where),
            "one of " + String.join(", ", allowed));
      } else if (keys.put(key, tuple.getValueNode()) != null) {
        problem(tuple.getKeyNode(), "key \"" + key + "\" is given twice", "it once");
      }
    }
    return keys;
  }

  /** Notes a problem at the line of a node. */
  void problem(Node node, String what, String expected) {
    problems.add("%s:%d: %s; expected %s".formatted(file, line(node), what, expected));
  }

  int problemCount() {
    return problems.size();
  }

  String origin(Node node) {
    return file + ":" + line(node);
  }

  private static int line(@Nullable Node node) {
    return node == null || node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }
}
