package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.rewrite.PostgresParser.ColumnReference;
import io.trestle.rewrite.PostgresParser.Opinion;
import io.trestle.rules.Phase;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
  private static final String CORPUS = System.getProperty("opinion.corpus", "");
  private static final String ORACLE = "the oracle";
  private static final String RECORDINGS = "recordings";
  private static final String GENERATOR = "the generator";
  private static final int FEWEST_SHAPES = 5_000;
  private static final int FEWEST_SHAPES_WITH_CORPUS = 20_000;

  /** How many of the shapes must be analysed, in percent: of each part, and of all. */
  private static final double FEWEST_ANALYSED = 98.8;

  /** How many column references may be left to the guard, in percent. */
  private static final double MOST_LEFT_TO_THE_GUARD = 0.01;

  private static final int SHOWN = Integer.getInteger("opinion.shown", 60);

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
  private final List<String> leftToTheGuard = new ArrayList<>();
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
    report(sizes, shapes.size());

    assertThat(disagreements).as("disagreements, listed above").isEmpty();
    assertThat(100.0 * leftToTheGuard.size() / columns)
        .as("names that are left to the guard, in percent")
        .isLessThan(MOST_LEFT_TO_THE_GUARD);
    assertThat(shapes)
        .as("distinct shapes")
        .hasSizeGreaterThanOrEqualTo(CORPUS.isEmpty() ? FEWEST_SHAPES : FEWEST_SHAPES_WITH_CORPUS);
    sizes.forEach(
        (part, size) ->
            assertThat(analysed(part, size))
                .as("shapes analysed of %s, in percent", part)
                .isGreaterThanOrEqualTo(FEWEST_ANALYSED));
    assertThat(analysed("", shapes.size()))
        .as("shapes analysed, in percent")
        .isGreaterThanOrEqualTo(FEWEST_ANALYSED);
  }

  /**
   * Each statement under a rule for a table and a column that it names itself: what is rewritten
   * can be read, and nothing else has changed.
   */
  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"ABSENT", "READABLE"})
  void changesNothingButTheEditedSpans(Phase phase) throws Exception {
    int rewritten = 0;
    List<String> broken = new ArrayList<>();
    Set<String> shapes = new HashSet<>();
    for (Set<String> part : corpus().values()) {
      for (String sql : part) {
        Opinion opinion = postgres.parse(sql);
        if (!opinion.isComparable() || !shapes.add(opinion.shape())) {
          continue;
        }
        Optional<Treatment> treatment = AnyTable.of(sql, phase);
        if (treatment.isEmpty()
            || !TextOutside.check(treatment.get(), sql, phase == Phase.ABSENT)) {
          continue;
        }
        rewritten++;
        Outcome.Rewritten outcome = (Outcome.Rewritten) treatment.get().treat(sql, Shop.session());
        String error = postgres.parse(outcome.sql()).error();
        if (error != null) {
          broken.add(sql + "\n  " + outcome.sql() + "\n  " + error);
        }
      }
    }
    System.out.printf(
        "second opinion, %s: %d of %d shapes rewritten, %d cannot be read%n",
        phase.label(), rewritten, shapes.size(), broken.size());
    broken.stream().limit(SHOWN).forEach(System.out::println);

    assertThat(broken).as("rewritten texts that PostgreSQL cannot read, listed above").isEmpty();
    assertThat(rewritten).as("rewritten").isGreaterThan(shapes.size() / 3);
  }

  private double analysed(String part, int size) {
    int refused =
        refusals.entrySet().stream()
            .filter(entry -> part.isEmpty() || entry.getKey().startsWith(part + ": "))
            .mapToInt(entry -> entry.getValue().size())
            .sum();
    return size == 0 ? 100 : 100.0 * (size - refused) / size;
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
    corpus.put(ORACLE, OpinionCorpus.oracle());
    corpus.put(RECORDINGS, OpinionCorpus.recordings());
    if (!CORPUS.isEmpty()) {
      corpus.put(CORPUS, OpinionCorpus.files(Path.of(CORPUS)));
    }
    corpus.put(GENERATOR, OpinionCorpus.generated(GENERATED));
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
    } catch (TargetErrorException wrong) {
      return; // the walk ends where PostgreSQL's analysis would
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
    comparePlaces(part, sql, "target", opinion.targets(), walked.targets, walked::isExplained);
    comparePlaces(
        part, sql, "relation", opinion.relations(), walked.relations, walked::isExplained);
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
        leave(part, sql, reference.offset(), "a column reference");
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
        leave(part, sql, offset, "what is no column reference");
      }
    }
  }

  private void comparePlaces(
      String part,
      String sql,
      String what,
      List<Integer> theirs,
      Set<Integer> ours,
      IntPredicate isExplained) {
    for (int offset : theirs) {
      if (!ours.contains(offset) && !isExplained.test(offset)) {
        leave(part, sql, offset, "a " + what);
      } else if (!ours.contains(offset)) {
        disagree(part, sql, offset, "a " + what + " is missed");
      }
    }
    for (int offset : ours) {
      if (!theirs.contains(offset)) {
        disagree(part, sql, offset, "no " + what + " is here");
      }
    }
  }

  /**
   * A name that the walk did not come by, or took for a column where none can be: the guard refuses
   * the statement where it is a ruled column's or table's.
   */
  private void leave(String part, String sql, int offset, String what) {
    leftToTheGuard.add("%s: %s, at %d%n  %s".formatted(part, what, offset, sql));
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

  private void report(Map<String, Integer> sizes, int shapes) {
    System.out.printf(
        "second opinion: %d shapes, %.2f %% analysed; %d columns, %d targets, %d relations; %d disagreements,"
            + " %d names left to the guard%n",
        shapes,
        analysed("", shapes),
        columns,
        targets,
        relations,
        disagreements.size(),
        leftToTheGuard.size());
    sizes.forEach(
        (part, size) ->
            System.out.printf("%6d of %s, %.2f %% analysed%n", size, part, analysed(part, size)));
    refusals.entrySet().stream()
        .sorted((a, b) -> b.getValue().size() - a.getValue().size())
        .forEach(
            entry ->
                System.out.printf(
                    "%6d %s: %s%n",
                    entry.getValue().size(), entry.getKey(), shortest(entry.getValue())));
    leftToTheGuard.stream().limit(SHOWN).forEach(System.out::println);
    disagreements.stream().limit(SHOWN).forEach(System.out::println);
  }
}
