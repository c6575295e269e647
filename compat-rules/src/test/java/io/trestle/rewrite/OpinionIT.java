package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.rewrite.PostgresParser.ColumnReference;
import io.trestle.rewrite.PostgresParser.Opinion;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A second opinion: PostgreSQL's own parser agrees with Trestle's walk on each column reference,
 * assignment target and relation at its exact place, and on the relations in scope; and it can read
 * every text that Trestle writes.
 *
 * <p>Runs under {@code -Popinion}. {@code -Dopinion.corpus=DIR} adds the statements of all files
 * {@code *.sql} below a folder, such as a checkout of PostgreSQL's regression tests.
 */
@EnabledIfSystemProperty(named = "opinion", matches = "true")
class OpinionIT {

  private static final int GENERATED = Integer.getInteger("opinion.generated", 6_000);
  private static final int FEWEST_SHAPES = 5_000;
  private static final double FEWEST_ANALYSED = 98.8;
  private static final int SHOWN = 60;

  private static final String FOREIGN_RULE =
      """
      rules:
        - table: public.orders
          column: fulfillment_status
          type: text
          value: "'pending'"
          phase: %s
      """;

  private PostgresParser postgres;
  private final List<String> disagreements = new ArrayList<>();
  private final Map<String, List<String>> refusals = new TreeMap<>();
  private int columns;
  private int targets;
  private int relations;

  @BeforeEach
  void start() throws Exception {
    postgres = PostgresParser.start(Path.of("target", "opinion"));
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  @Test
  void agreesOnEveryPlaceAndOnTheNamesInScope() throws Exception {
    Set<String> shapes = new HashSet<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (Map.Entry<String, Set<String>> part : corpus().entrySet()) {
      int before = shapes.size();
      for (String sql : part.getValue()) {
        Opinion opinion = postgres.parse(sql);
        if (opinion.isComparable() && shapes.add(opinion.shape())) {
          compare(part.getKey(), sql, opinion);
        }
      }
      sizes.put(part.getKey(), shapes.size() - before);
    }
    int refused = refusals.values().stream().mapToInt(List::size).sum();
    double analysed = 100.0 * (shapes.size() - refused) / shapes.size();
    report(sizes, shapes.size(), analysed);

    assertThat(disagreements).as("disagreements, listed above").isEmpty();
    assertThat(shapes).as("distinct shapes").hasSizeGreaterThanOrEqualTo(FEWEST_SHAPES);
    assertThat(analysed).as("shapes analysed, in percent").isGreaterThanOrEqualTo(FEWEST_ANALYSED);
  }

  @Test
  void readsEveryRewrittenText() throws Exception {
    List<String> broken = new ArrayList<>();
    int rewritten = 0;
    Set<String> statements = new LinkedHashSet<>(OpinionCorpus.oracle());
    statements.addAll(OpinionCorpus.generated(GENERATED / 3));
    for (String phase : List.of("absent", "readable", "writable")) {
      Rule rule = RulesFile.parse(rules(phase)).rules().get(0);
      RuleSetRewriter rewriter = OracleShop.rewriter(rule);
      for (String sql : statements) {
        if (rewriter.rewrite(sql, Shop.session()) instanceof Outcome.Rewritten outcome) {
          rewritten++;
          String error = postgres.parse(outcome.sql()).error();
          if (error != null && postgres.parse(sql).error() == null) {
            broken.add(phase + ": " + sql + "\n  " + outcome.sql() + "\n  " + error);
          }
        }
      }
    }
    System.out.printf(
        "second opinion: %d rewritten texts, %d cannot be read%n", rewritten, broken.size());
    broken.stream().limit(SHOWN).forEach(System.out::println);

    assertThat(rewritten).as("rewritten texts").isGreaterThan(GENERATED / 3);
    assertThat(broken).as("rewritten texts that PostgreSQL cannot read, listed above").isEmpty();
  }

  private static Map<String, Set<String>> corpus() throws Exception {
    Map<String, Set<String>> corpus = new LinkedHashMap<>();
    corpus.put("the oracle", OpinionCorpus.oracle());
    corpus.put("recordings", OpinionCorpus.files(Path.of("..", "recordings")));
    String folder = System.getProperty("opinion.corpus", "");
    if (!folder.isEmpty()) {
      corpus.put(folder, OpinionCorpus.files(Path.of(folder)));
    }
    corpus.put("the generator", OpinionCorpus.generated(GENERATED));
    return corpus;
  }

  private static Path rules(String phase) throws Exception {
    Path file = Files.createTempFile("opinion", ".yaml");
    Files.writeString(file, FOREIGN_RULE.formatted(phase));
    file.toFile().deleteOnExit();
    return file;
  }

  private void compare(String part, String sql, Opinion opinion) {
    Walked walked;
    try {
      Tokens tokens = Tokens.of(sql, true);
      Analysis analysis =
          new Analysis(
              tokens,
              SessionRules.of(List.of(), Shop.session()),
              Catalog.EMPTY,
              SearchPath.UNKNOWN,
              Set.of());
      walked = Walked.through(tokens, analysis);
    } catch (UntreatableException | LexerException refusal) {
      String cause =
          part + ": " + String.valueOf(refusal.getMessage()).replaceAll("\"[^\"]*\"", "…");
      refusals.computeIfAbsent(cause, key -> new ArrayList<>()).add(sql);
      return;
    } catch (StackOverflowError | RuntimeException unexpected) {
      disagreements.add(part + ": " + unexpected + "\n  " + sql);
      return;
    }
    compareColumns(part, sql, opinion, walked);
    comparePlaces(part, sql, "target", opinion.targets(), walked.targets);
    comparePlaces(part, sql, "relation", opinion.relations(), walked.relations);
    targets += opinion.targets().size();
    relations += opinion.relations().size();
  }

  private void compareColumns(String part, String sql, Opinion opinion, Walked walked) {
    Set<Integer> known = new HashSet<>();
    for (ColumnReference reference : opinion.columns()) {
      columns++;
      known.add(reference.offset());
      List<List<String>> ours = walked.columns.get(reference.offset());
      if (ours == null && !walked.isExplained(reference.offset())) {
        disagree(part, sql, reference.offset(), "a column reference is missed");
      } else if (ours != null && !withoutEmpty(ours).equals(withoutEmpty(reference.scope()))) {
        disagree(
            part,
            sql,
            reference.offset(),
            "in scope is " + reference.scope() + ", found is " + ours);
      }
    }
    for (int offset : walked.columns.keySet()) {
      if (!known.contains(offset)) {
        disagree(part, sql, offset, "no column reference is here");
      }
    }
  }

  private void comparePlaces(
      String part, String sql, String what, List<Integer> theirs, Set<Integer> ours) {
    for (int offset : theirs) {
      if (!ours.contains(offset)) {
        disagree(part, sql, offset, "a " + what + " is missed");
      }
    }
    for (int offset : ours) {
      if (!theirs.contains(offset)) {
        disagree(part, sql, offset, "no " + what + " is here");
      }
    }
  }

  private void disagree(String part, String sql, int offset, String what) {
    String at = sql.substring(offset, Math.min(sql.length(), offset + 30)).replace('\n', ' ');
    disagreements.add("%s: %s, at %d \"%s\"\n  %s".formatted(part, what, offset, at, sql));
  }

  private static List<List<String>> withoutEmpty(List<List<String>> scope) {
    return scope.stream().filter(level -> !level.isEmpty()).toList();
  }

  private static String shortest(List<String> statements) {
    return statements.stream().min(Comparator.comparingInt(String::length)).orElse("");
  }

  private void report(Map<String, Integer> sizes, int shapes, double analysed) {
    System.out.printf(
        "second opinion: %d shapes %s, %.2f %% analysed; %d columns, %d targets, %d relations;"
            + " %d disagreements%n",
        shapes, sizes, analysed, columns, targets, relations, disagreements.size());
    refusals.entrySet().stream()
        .sorted((a, b) -> b.getValue().size() - a.getValue().size())
        .forEach(
            entry ->
                System.out.printf(
                    "%6d %s: %s%n",
                    entry.getValue().size(), entry.getKey(), shortest(entry.getValue())));
    disagreements.stream().limit(SHOWN).forEach(System.out::println);
  }
}
