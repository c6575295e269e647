package io.trestle.cli.config;

import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A migration as a file describes it: what stands on the command line otherwise.
 *
 * @param statement the ALTER TABLE
 * @param plan what is said beside the statement
 * @param rules what its rules are to be like
 */
public record MigrationFile(String statement, PlanOptions plan, RuleOptions rules) {

  static final List<String> KEYS =
      List.of(
          "statement",
          "value",
          "values",
          "three-steps",
          "indexes",
          "known-by",
          "held-writes",
          "untreatable");

  static final List<String> INDEX_KEYS = List.of("keys", "name", "method", "where");

  /**
   * Reads a file.
   *
   * @throws InvalidConfigException when something is wrong with its content
   * @throws IOException when it cannot be read
   */
  public static MigrationFile read(Path file) throws InvalidConfigException, IOException {
    return parse(file, YamlDocument.text(file));
  }

  static MigrationFile parse(Path file, String yaml) throws InvalidConfigException {
    Problems problems = new Problems(file);
    Node document = YamlDocument.compose(problems, yaml);
    if (document == null && problems.count() == 0) {
      problems.add(1, "the file is empty; expected a statement");
    }
    if (problems.count() > 0) {
      throw new InvalidConfigException(problems.lines());
    }
    Section root = new Section(problems, document, "the file", KEYS);
    String statement = root.required("statement").orElse("");
    PlanOptions plan =
        new PlanOptions(
            root.text("value").orElse(null), values(root), root.flag("three-steps"), indexes(root));
    RuleOptions rules =
        new RuleOptions(
            knownBy(root),
            root.choice("held-writes", List.of("reject", "discard"))
                .map(how -> how.equals("reject") ? HeldWrites.REJECT : HeldWrites.DISCARD)
                .orElse(RuleOptions.DEFAULTS.heldWrites()),
            root.choice("untreatable", List.of("refuse", "pass"))
                .map(how -> how.equals("refuse") ? Untreatable.REFUSE : Untreatable.PASS)
                .orElse(RuleOptions.DEFAULTS.untreatable()));
    if (problems.count() > 0) {
      throw new InvalidConfigException(problems.lines());
    }
    return new MigrationFile(statement, plan, rules);
  }

  private static Map<String, String> values(Section root) {
    if (root.has("values") && root.has("value")) {
      root.problem("values", "beside value", "value for one column, values for several");
    }
    Section section = root.section("values", null);
    Map<String, String> values = new LinkedHashMap<>();
    section
        .keys()
        .forEach(column -> section.text(column).ifPresent(sql -> values.put(column, sql)));
    return values;
  }

  private static List<IndexDefinition> indexes(Section root) {
    List<IndexDefinition> indexes = new ArrayList<>();
    for (Node entry : root.list("indexes")) {
      if (entry instanceof ScalarNode column && !column.getValue().isBlank()) {
        indexes.add(IndexDefinition.on(column.getValue()));
        continue;
      }
      Section section = new Section(root.problems(), entry, "an entry of indexes", INDEX_KEYS);
      indexes.add(
          new IndexDefinition(
              section.text("name").orElse(null),
              section.text("method").orElse("btree"),
              section.required("keys").orElse(""),
              section.text("where").orElse(null)));
    }
    return indexes;
  }

  private static List<KnownBy> knownBy(Section root) {
    List<KnownBy> conditions = new ArrayList<>();
    for (Node entry : root.list("known-by")) {
      Section section =
          new Section(
              root.problems(), entry, "an entry of known-by", List.of("application-name", "user"));
      Optional<String> application = section.text("application-name");
      Optional<String> user = section.text("user");
      if (application.isPresent() == user.isPresent()) {
        root.problem("known-by", "has an entry of several keys, or none", "one key an entry");
      }
      application.ifPresent(
          pattern -> conditions.add(new KnownBy(KnownBy.Attribute.APPLICATION_NAME, pattern)));
      user.ifPresent(pattern -> conditions.add(new KnownBy(KnownBy.Attribute.USER, pattern)));
    }
    return conditions;
  }
}
