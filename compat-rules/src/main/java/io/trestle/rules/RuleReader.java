package io.trestle.rules;

import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads one rule of a rules file. */
final class RuleReader {

  private static final List<String> KEYS =
      List.of(
          "table",
          "column",
          "type",
          "value",
          "nullable",
          "phase",
          "database",
          "known-by",
          "held-writes",
          "default",
          "collation",
          "untreatable");
  private static final List<String> SYSTEM_COLUMNS =
      List.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private final RulesFile file;
  private final Node node;
  private final Map<String, Node> keys;

  RuleReader(RulesFile file, Node node) {
    this.file = file;
    this.node = node;
    this.keys = file.keys(node, KEYS, "a rule");
  }

  /**
   * The rule, or null where something is wrong with it.
   *
   * @param before how many problems the file had before this rule
   */
  @Nullable Rule read(int before) {
    List<String> table = table();
    String column = name("column", required("column"));
    String type = type();
    boolean nullable = choice("nullable", List.of("false", "true"), "false").equals("true");
    String value = value("value", required("value"), nullable);
    Phase phase = phase();
    String defaultValue = defaultValue(value);
    if (nullable) {
      requirePlain(value);
    }
    List<KnownBy> knownBy = knownBy();
    String held = choice("held-writes", List.of("reject", "discard"), "reject");
    String untreatable = choice("untreatable", List.of("refuse", "pass"), "refuse");
    String database = keys.containsKey("database") ? required("database") : null;
    String collation = keys.containsKey("collation") ? required("collation") : null;
    if (file.problemCount() > before) {
      return null;
    }
    return new Rule(
        table.get(0),
        table.get(1),
        column,
        type,
        value,
        defaultValue,
        nullable,
        phase,
        database,
        knownBy,
        HeldWrites.valueOf(held.toUpperCase(Locale.ROOT)),
        collation,
        Untreatable.valueOf(untreatable.toUpperCase(Locale.ROOT)),
        file.origin(node));
  }

  private String required(String key) {
    Node value = keys.get(key);
    if (value == null) {
      file.problem(node, "key \"" + key + "\" is missing", "it in every rule");
      return "";
    }
    if (!(value instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      file.problem(value, "\"" + key + "\" is empty or no single value", "one value");
      return "";
    }
    return scalar.getValue();
  }

  private Node at(String key) {
    return keys.getOrDefault(key, node);
  }

  private String choice(String key, List<String> choices, String otherwise) {
    if (!keys.containsKey(key)) {
      return otherwise;
    }
    String chosen = required(key);
    if (!chosen.isEmpty() && !choices.contains(chosen)) {
      file.problem(at(key), "%s \"%s\"".formatted(key, chosen), String.join(" | ", choices));
      return otherwise;
    }
    return chosen.isEmpty() ? otherwise : chosen;
  }

  private List<String> table() {
    String written = required("table");
    List<Token> tokens = tokens("table", written);
    boolean qualified =
        tokens.size() == 3
            && tokens.get(0).isName()
            && tokens.get(1).is(".")
            && tokens.get(2).isName();
    if (!qualified && !written.isEmpty()) {
      file.problem(
          at("table"), "table \"%s\"".formatted(written), "schema and table, as in public.orders");
    }
    return qualified ? List.of(tokens.get(0).value(), tokens.get(2).value()) : List.of("", "");
  }

  private String name(String key, String written) {
    List<Token> tokens = tokens(key, written);
    if (written.isEmpty()) {
      return "";
    }
    if (tokens.size() != 1 || !tokens.get(0).isName()) {
      file.problem(
          at(key), "%s \"%s\"".formatted(key, written), "one name, quoted where SQL wants it");
      return "";
    }
    String name = tokens.get(0).value();
    if (SYSTEM_COLUMNS.contains(name)) {
      file.problem(at(key), "%s \"%s\" is a system column".formatted(key, name), "another name");
    }
    return name;
  }

  private List<Token> tokens(String key, String sql) {
    List<Token> list = new ArrayList<>();
    try {
      Tokens tokens = Tokens.of(sql, true);
      for (int i = 0; i < tokens.size(); i++) {
        list.add(tokens.get(i));
      }
    } catch (LexerException e) {
      file.problem(at(key), "%s \"%s\": %s".formatted(key, sql, e.getMessage()), "valid SQL");
    }
    return list;
  }

  private String type() {
    String written = required("type");
    List<Token> tokens = tokens("type", written);
    boolean plain =
        tokens.stream()
            .allMatch(
                token ->
                    token.isName()
                        || token.kind() == Kind.NUMBER
                        || List.of("(", ")", "[", "]", ",", ".").contains(token.value()));
    if (!written.isEmpty() && (tokens.isEmpty() || !plain || !tokens.get(0).isName())) {
      file.problem(
          at("type"), "type \"%s\"".formatted(written), "a type's name, as in varchar(20)");
    }
    if (!tokens.isEmpty() && tokens.get(0).value().matches("(small|big)?serial[248]?")) {
      file.problem(
          at("type"),
          "type \"%s\" draws its values from a sequence".formatted(written),
          "an ordinary type: serial, identity and generated columns cannot be migrated");
    }
    return written;
  }

  /**
   * V is a constant, or is computed from the row's other columns: then only a database can say
   * whether it gives the same in every session and at every moment.
   */
  private String value(String key, String written, boolean nullable) {
    if (written.isEmpty()) {
      return "";
    }
    List<Token> tokens = tokens(key, written);
    if (tokens.size() == 1 && tokens.get(0).isWord("null")) {
      if (!nullable) {
        file.problem(at(key), key + " is NULL", "nullable: true beside it, or another value");
      }
    } else if (!tokens.isEmpty() && !ConstantSyntax.isConstant(tokens)) {
      String problem = DerivedSyntax.problem(tokens);
      if (problem != null) {
        file.problem(
            at(key),
            "%s \"%s\" %s".formatted(key, written, problem),
            "a constant of SQL such as 'pending', 0, true or DATE '2026-01-01', or an immutable"
                + " expression over the row's other columns");
      }
    }
    return written;
  }

  private Phase phase() {
    String label = required("phase");
    Phase phase = Phase.ofLabel(label).orElse(null);
    if (phase == null) {
      if (!label.isEmpty()) {
        file.problem(at("phase"), "phase \"%s\"".formatted(label), Phase.labels());
      }
      return Phase.ABSENT;
    }
    return phase;
  }

  /** A constant other than V, beside a V that is a constant too; null where it is V itself. */
  private @Nullable String defaultValue(String value) {
    if (!keys.containsKey("default")) {
      return null;
    }
    String written = required("default");
    List<Token> tokens = tokens("default", written);
    if (tokens.isEmpty() || written.strip().equals(value.strip())) {
      return null;
    }
    List<Token> ofValue = tokens("value", value);
    if (!ofValue.isEmpty() && !ConstantSyntax.isConstant(ofValue)) {
      file.problem(
          at("default"),
          "default %s beside a value computed from the row".formatted(written),
          "no default: what fills such a column is a trigger");
    } else if (!ConstantSyntax.isConstant(tokens) || tokens.get(0).isWord("null")) {
      file.problem(
          at("default"),
          "default \"%s\"".formatted(written),
          "a constant of SQL such as 'new', 0, true or DATE '2026-01-01'");
    }
    return written;
  }

  /** NULL cannot be told from an unfilled row: all rows must get V when the column is added. */
  private void requirePlain(String value) {
    if (keys.containsKey("default")) {
      file.problem(
          at("default"),
          "default %s with nullable: true".formatted(required("default")),
          "no default, or the value: all rows hold it from the moment the column is there");
    }
    List<Token> tokens = tokens("value", value);
    if (!tokens.isEmpty() && !ConstantSyntax.isConstant(tokens)) {
      file.problem(
          at("nullable"),
          "nullable: true with a value computed from the row",
          "nullable: false: what fills such a column cannot tell NULL from a column that is"
              + " omitted");
    }
  }

  private List<KnownBy> knownBy() {
    List<KnownBy> conditions = new ArrayList<>();
    if (!keys.containsKey("known-by")) {
      return conditions;
    }
    if (!(keys.get("known-by") instanceof SequenceNode list) || list.getValue().isEmpty()) {
      file.problem(
          at("known-by"), "known-by is no list", "a list such as - application-name: \"v2*\"");
      return conditions;
    }
    for (Node entry : list.getValue()) {
      condition(entry, conditions);
    }
    return conditions;
  }

  private void condition(Node entry, List<KnownBy> conditions) {
    List<String> attributes =
        Arrays.stream(KnownBy.Attribute.values()).map(RuleReader::label).toList();
    Map<String, Node> found = file.keys(entry, attributes, "an entry of known-by");
    if (found.size() != 1) {
      if (found.size() > 1) {
        file.problem(
            entry,
            "an entry of known-by with several keys",
            "one of " + attributes.stream().collect(Collectors.joining(", ")) + " an entry");
      }
      return;
    }
    Map.Entry<String, Node> only = found.entrySet().iterator().next();
    if (only.getValue() instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      KnownBy.Attribute attribute =
          KnownBy.Attribute.valueOf(only.getKey().toUpperCase(Locale.ROOT).replace('-', '_'));
      conditions.add(new KnownBy(attribute, scalar.getValue()));
    } else {
      file.problem(entry, "\"" + only.getKey() + "\" is empty", "a pattern such as \"orders-v2*\"");
    }
  }

  private static String label(KnownBy.Attribute attribute) {
    return attribute.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
