package io.trestle.cli;

import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.inspect.StatementText;
import io.trestle.rewrite.DryRun;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges statements under each flip: one rule in one phase at a time, the others as the file has
 * them. Not thread-safe.
 */
final class Flips {

  private static final String UNDEFINED_COLUMN = "42703";

  private final CatalogPicture picture;
  private final String database;
  private final List<Phase> phases;
  private final Map<Rule, Set<String>> namesOfTables = new LinkedHashMap<>();
  private final Map<Variant, List<Rewriter>> rewriters = new HashMap<>();

  /** What a rewriter is made for. */
  private record Variant(Flip flip, boolean everyoneKnows, boolean strict) {}

  /**
   * @param database the name of the database that statements are sent to
   * @param phases the phases that are asked about
   */
  Flips(CatalogPicture picture, String database, Collection<Phase> phases) {
    this.picture = picture;
    this.database = database;
    this.phases = List.copyOf(phases);
    for (Rule rule : picture.rules().rules()) {
      namesOfTables.put(rule, picture.namesOf(rule));
    }
  }

  CatalogPicture picture() {
    return picture;
  }

  List<Phase> phases() {
    return phases;
  }

  /** The rules whose table a text may mention. */
  List<Rule> concerned(String sql) {
    Optional<StatementText> statement = StatementText.of(sql);
    Set<String> names = statement.map(StatementText::names).orElse(Set.of());
    List<Rule> concerned = new ArrayList<>();
    namesOfTables.forEach(
        (rule, tables) -> {
          // What cannot be cut into tokens mentions a name wherever it stands in it.
          boolean mentioned =
              statement.isPresent()
                  ? tables.stream().anyMatch(names::contains)
                  : tables.stream().anyMatch(table -> contains(sql, table));
          if (mentioned) {
            concerned.add(rule);
          }
        });
    return concerned;
  }

  private static boolean contains(String sql, String name) {
    for (int i = 0; i <= sql.length() - name.length(); i++) {
      if (sql.regionMatches(true, i, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }

  /** What becomes of a statement when each of the rules is flipped, rule by rule. */
  List<Judgement> judge(String sql, Sender sender, List<Rule> rules) {
    List<Judgement> judgements = new ArrayList<>();
    for (Rule rule : rules) {
      for (Phase phase : phases) {
        judgements.add(judge(sql, sender, new Flip(rule, phase)));
      }
    }
    return judgements;
  }

  /**
   * What becomes of a statement of whom it may be: where the sender does not tell whether it knows
   * the columns, the worse of both cases; but one that names a column is of a session that knows
   * it.
   */
  List<Judgement> judgeWorst(String sql, Sender sender, List<Rule> rules) {
    boolean decided = picture.rules().rules().stream().allMatch(sender::isDecided);
    List<Judgement> judgements = judge(sql, sender, rules);
    if (!decided) {
      judgements.replaceAll(
          judgement -> worse(judgement, judge(sql, sender, judgement.flip(), true)));
    }
    return judgements;
  }

  private static Judgement worse(Judgement unknowing, Judgement knowing) {
    boolean namesColumn =
        unknowing.outcome() instanceof Outcome.Refused refused
            && refused.error().sqlState().equals(UNDEFINED_COLUMN);
    return namesColumn || knowing.verdict().compareTo(unknowing.verdict()) < 0
        ? knowing
        : unknowing;
  }

  private Judgement judge(String sql, Sender sender, Flip flip) {
    return judge(sql, sender, flip, false);
  }

  private Judgement judge(String sql, Sender sender, Flip flip, boolean knows) {
    List<Outcome> outcomes = ask(sql, sender, new Variant(flip, knows, true));
    Outcome outcome = outcomes.get(0);
    if (!outcomes.stream().allMatch(outcome::equals)) {
      return new Judgement(flip, Verdict.UNKNOWN, outcome, knows);
    }
    Verdict verdict = Verdict.of(outcome);
    if (verdict == Verdict.REFUSED && passesUntreated(sql, sender, flip, knows)) {
      verdict = Verdict.UNTREATED;
    }
    return new Judgement(flip, verdict, outcome, knows);
  }

  private boolean passesUntreated(String sql, Sender sender, Flip flip, boolean knows) {
    return picture.rules().rules().stream()
            .anyMatch(rule -> rule.untreatable() == Rule.Untreatable.PASS)
        && ask(sql, sender, new Variant(flip, knows, false)).get(0) instanceof Outcome.Untouched;
  }

  private List<Outcome> ask(String sql, Sender sender, Variant variant) {
    List<Outcome> outcomes = new ArrayList<>(2);
    for (Rewriter rewriter : rewriters.computeIfAbsent(variant, this::make)) {
      Outcome cached = rewriter.cached(sql, sender.session(database));
      outcomes.add(cached != null ? cached : rewriter.rewrite(sql, sender.session(database)));
    }
    return outcomes;
  }

  private List<Rewriter> make(Variant variant) {
    return picture.after(variant.flip()).stream()
        .map(
            catalog ->
                DryRun.rewriter(
                    RuleVariants.after(
                        picture.rules(), variant.flip(), variant.everyoneKnows(), variant.strict()),
                    catalog))
        .toList();
  }
}
