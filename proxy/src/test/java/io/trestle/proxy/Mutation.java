package io.trestle.proxy;

import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * One way to break the engine on purpose, and where the oracle is to notice it. Counts how often it
 * had something to break. Thread-safe; overridden where more than outcomes change.
 */
class Mutation {

  private final String name;
  private final String scenario;
  private final String stage;
  private final OutcomeChange change;
  private final AtomicInteger applied = new AtomicInteger();

  /** Changes what becomes of a statement; gives the same object where it has nothing to change. */
  interface OutcomeChange {
    Outcome change(String sql, Outcome outcome);
  }

  /**
   * @param name what is broken
   * @param scenario the scenario of the oracle in which it is to be noticed
   * @param stage the label of the stage
   */
  Mutation(String name, String scenario, String stage, OutcomeChange change) {
    this.name = name;
    this.scenario = scenario;
    this.stage = stage;
    this.change = change;
  }

  /** Breaks what a rewritten statement carries beside its text, or how it is taken. */
  static Mutation ofRewritten(
      String name, String scenario, String stage, UnaryOperator<Outcome.Rewritten> change) {
    return new Mutation(
        name,
        scenario,
        stage,
        (sql, outcome) ->
            outcome instanceof Outcome.Rewritten rewritten ? change.apply(rewritten) : outcome);
  }

  /** Breaks single replacements in the text. */
  static Mutation ofEdits(String name, String scenario, String stage, EditedText.Change change) {
    return ofText(name, scenario, stage, (sql, edited) -> edited.changed(change));
  }

  /** Breaks single replacements in texts that a condition chooses. */
  static Mutation ofText(String name, String scenario, String stage, TextChange change) {
    return new Mutation(
        name,
        scenario,
        stage,
        (sql, outcome) -> {
          if (!(outcome instanceof Outcome.Rewritten rewritten)) {
            return outcome;
          }
          EditedText changed = change.change(sql, EditedText.of(sql, rewritten));
          return changed.text().equals(rewritten.sql())
              ? rewritten
              : with(rewritten, changed.text(), changed.map());
        });
  }

  /** Changes a text that was taken apart. */
  interface TextChange {
    EditedText change(String sql, EditedText edited);
  }

  /** Has the engine work under other rules than it should. */
  static Mutation ofRules(String name, String scenario, String stage, UnaryOperator<String> rules) {
    return new Mutation(name, scenario, stage, (sql, outcome) -> outcome) {
      @Override
      String rules(String yaml) {
        String changed = rules.apply(yaml);
        note(!changed.equals(yaml));
        return changed;
      }
    };
  }

  private static Outcome.Rewritten with(Outcome.Rewritten rewritten, String sql, EditMap edits) {
    return new Outcome.Rewritten(
        sql,
        edits,
        rewritten.parameterTypes(),
        rewritten.held(),
        rewritten.alwaysFails(),
        rewritten.notices(),
        rewritten.guards());
  }

  String scenario() {
    return scenario;
  }

  String stage() {
    return stage;
  }

  /** How often it had something to break. */
  int applied() {
    return applied.get();
  }

  final void note(boolean changed) {
    if (changed) {
      applied.incrementAndGet();
    }
  }

  /** The rules file that the engine gets. */
  String rules(String yaml) {
    return yaml;
  }

  /** The session as the engine sees it. */
  SessionState session(SessionState session) {
    return session;
  }

  long stamp(long stamp) {
    return stamp;
  }

  Outcome outcome(String sql, Outcome outcome) {
    Outcome changed = change.change(sql, outcome);
    note(!Objects.equals(changed, outcome));
    return changed;
  }

  @Override
  public String toString() {
    return name;
  }
}
