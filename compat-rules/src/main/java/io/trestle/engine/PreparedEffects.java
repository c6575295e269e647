package io.trestle.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a text has to do with statements that a session prepares in SQL: PREPARE, EXECUTE,
 * DEALLOCATE, DISCARD ALL. Immutable.
 *
 * <p>A front end that sends one statement at a time runs {@link #preludes} first, in their order,
 * tells {@link SessionState#completed} of the change of each, and hides their answers; an error of
 * one is the error of the statement, which is not run. One that sends a text of several statements
 * as a whole sends {@link #inline} in its place.
 *
 * @param preludes statements of ours to be run before statements of the text
 * @param changes what statements of the text change when they are completed, by their number in the
 *     text, from 0; empty statements are not counted
 * @param executions what its EXECUTE statements execute. Where there is any, the outcome depends on
 *     what the session has prepared: it holds for one execution and must be asked for again before
 *     the next
 */
public record PreparedEffects(
    List<Prelude> preludes, Map<Integer, PreparedChange> changes, List<Execution> executions) {

  /** Of a text that has nothing to do with any of this. */
  public static final PreparedEffects NONE = new PreparedEffects(List.of(), Map.of(), List.of());

  /**
   * What an EXECUTE executes.
   *
   * @param name of the prepared statement
   * @param prepared the PREPARE that the server will have run for it, or null where the session has
   *     prepared nothing in SQL under the name
   */
  public record Execution(String name, @Nullable String prepared) {
    public Execution {
      Objects.requireNonNull(name);
    }
  }

  /**
   * A statement of ours.
   *
   * @param statement the number of the statement before which it runs
   * @param clientOffset where that begins in the client's text, in characters from 0
   * @param offset where that begins in the rewritten text, in UTF-16 units from 0
   * @param sql what to run, one statement
   * @param change what it changes when it is completed
   */
  public record Prelude(
      int statement, int clientOffset, int offset, String sql, PreparedChange change) {
    public Prelude {
      Objects.requireNonNull(sql);
      Objects.requireNonNull(change);
    }
  }

  /**
   * What to do when the server has completed a statement.
   *
   * @param hidden whether it is one of ours, so that the client does not see the answer
   * @param change what it changes, or null
   */
  public record Completion(boolean hidden, @Nullable PreparedChange change) {}

  /**
   * A text with its preludes in it.
   *
   * @param statement the rewriting with all of it in one text, and the way back from there
   * @param completions what to do when the n-th statement is completed, by n from 0; nothing for
   *     those that are not in it
   */
  public record Inlined(Outcome.Rewritten statement, Map<Integer, Completion> completions) {
    public Inlined {
      completions = Map.copyOf(completions);
    }
  }

  public PreparedEffects {
    preludes = List.copyOf(preludes);
    changes = Map.copyOf(changes);
    executions = List.copyOf(executions);
  }

  /** Whether there is nothing to do and nothing to remember. */
  public boolean isEmpty() {
    return preludes.isEmpty() && changes.isEmpty() && executions.isEmpty();
  }

  /** Whether the outcome holds for one execution only. */
  public boolean perUse() {
    return !executions.isEmpty();
  }

  /** What the only statement of a text changes when it is completed, or null. */
  public @Nullable PreparedChange onlyChange() {
    return changes.get(0);
  }

  /** What to do when the statements of a text are completed, where it has no preludes. */
  public Map<Integer, Completion> completions() {
    return completions(List.of());
  }

  private Map<Integer, Completion> completions(List<Prelude> inlined) {
    Map<Integer, Completion> completions = new TreeMap<>();
    for (int i = 0; i < inlined.size(); i++) {
      completions.put(
          inlined.get(i).statement() + i, new Completion(true, inlined.get(i).change()));
    }
    changes.forEach(
        (statement, change) -> {
          long before = inlined.stream().filter(one -> one.statement() <= statement).count();
          completions.put(statement + (int) before, new Completion(false, change));
        });
    return completions;
  }

  /** Puts the preludes of a rewriting into its text, each before its statement. */
  static Inlined inline(Outcome.Rewritten rewritten) {
    PreparedEffects effects = rewritten.prepares();
    StringBuilder sql = new StringBuilder();
    List<EditMap.Edit> edits = new ArrayList<>(rewritten.edits().edits());
    int copied = 0;
    for (Prelude prelude : effects.preludes) {
      String inserted = prelude.sql() + "; ";
      sql.append(rewritten.sql(), copied, prelude.offset()).append(inserted);
      copied = prelude.offset();
      insert(edits, prelude.clientOffset(), inserted.codePointCount(0, inserted.length()));
    }
    sql.append(rewritten.sql(), copied, rewritten.sql().length());
    Outcome.Rewritten inlined =
        new Outcome.Rewritten(
            sql.toString(),
            new EditMap(edits),
            rewritten.parameterTypes(),
            rewritten.held(),
            rewritten.alwaysFails(),
            rewritten.notices(),
            rewritten.guards(),
            NONE,
            rewritten.copies(),
            rewritten.rules());
    return new Inlined(inlined, effects.completions(effects.preludes));
  }

  private static void insert(List<EditMap.Edit> edits, int offset, int length) {
    int at = 0;
    while (at < edits.size()
        && (edits.get(at).offset() < offset
            || (edits.get(at).offset() == offset && edits.get(at).oldLength() == 0))) {
      at++;
    }
    edits.add(at, new EditMap.Edit(offset, 0, length));
  }
}
