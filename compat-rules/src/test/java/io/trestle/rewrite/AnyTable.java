package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Column;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.HeldValue;
import io.trestle.engine.HeldValue.Family;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule for a statement of which nothing is known: its first relation is the table, a column that
 * it names is the one under the rule, and the table has all other columns that it names.
 */
final class AnyTable {

  private static final Set<String> AGGREGATES = Set.of("count", "max", "min", "sum", "array_agg");

  private AnyTable() {}

  /**
   * The treatment of a statement, for a session that knows the column.
   *
   * @return nothing where there is not one statement, it names no relation or is refused
   */
  static Optional<Treatment> of(String sql, Phase phase) {
    try {
      Tokens tokens = Tokens.of(sql, true);
      if (tokens.statements().size() != 1) {
        return Optional.empty();
      }
      Walked walked = walk(tokens);
      if (walked.relations.isEmpty() || namesOneTwice(walked)) {
        return Optional.empty();
      }
      NamePath table = path(tokens, walked.relations.first());
      Set<String> columns = new LinkedHashSet<>();
      walked.columns.keySet().forEach(offset -> columns.add(path(tokens, offset).name()));
      walked.targets.forEach(offset -> columns.add(path(tokens, offset).name()));
      columns.removeAll(References.SYSTEM_COLUMNS);
      columns.remove(table.name());
      return Optional.of(treatment(table, List.copyOf(columns), phase));
    } catch (UntreatableException | TargetErrorException | LexerException refused) {
      return Optional.empty();
    }
  }

  private static Walked walk(Tokens tokens) {
    SessionRules none = SessionRules.of(List.of(), Shop.session());
    return Walked.through(
        tokens, new Analysis(tokens, none, Catalog.EMPTY, SearchPath.UNKNOWN, Set.of()));
  }

  /** Whether two relations of one block have a name: PostgreSQL does not take that, 42712. */
  private static boolean namesOneTwice(Walked walked) {
    return walked.columns.values().stream()
        .flatMap(List::stream)
        .anyMatch(level -> Set.copyOf(level).size() < level.size());
  }

  private static NamePath path(Tokens tokens, int offset) {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.start() == offset) {
        return NamePath.at(tokens, i);
      }
    }
    throw new IllegalArgumentException("no token at " + offset);
  }

  private static Treatment treatment(NamePath table, List<String> named, Phase phase) {
    String schema = table.size() > 1 ? table.qualifier(1) : "public";
    String column = named.isEmpty() ? "added" : named.get(0);
    Rule rule =
        new Rule(
            schema,
            table.name(),
            column,
            "text",
            "'pending'",
            null,
            false,
            phase,
            null,
            List.of(),
            Rule.HeldWrites.REJECT,
            null,
            Rule.Untreatable.REFUSE,
            "test");
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("own", false, false, false));
    named.stream()
        .filter(name -> !name.equals(column))
        .forEach(name -> columns.add(new Column(name, false, false, false)));
    if (phase != Phase.ABSENT) {
      columns.add(new Column(column, false, false, false));
    }
    Map<String, List<Relation>> relations = new HashMap<>();
    relations.put(table.name(), List.of(new Relation(schema, table.name(), columns, List.of())));
    HeldValue value =
        new HeldValue("pending", "pending".getBytes(StandardCharsets.UTF_8), Family.OTHER);
    Catalog catalog =
        new Catalog(
            relations,
            Map.of(rule.name(), new RuledColumn("pg_catalog.text", 25, null, "'pending'", value)),
            AGGREGATES,
            new DefaultSearchPaths("public", Map.of()));
    return new Treatment(List.of(ActiveRule.of(rule, catalog)), catalog, state -> "");
  }
}
