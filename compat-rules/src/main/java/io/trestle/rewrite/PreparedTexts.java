package io.trestle.rewrite;

import io.trestle.engine.EditMap;
import io.trestle.engine.Guard;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.PreparedEffects;
import io.trestle.engine.PreparedEffects.Execution;
import io.trestle.engine.PreparedEffects.Prelude;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.engine.SqlPrepared;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Treats the statements of one text that prepare, execute or drop a statement in SQL, each by what
 * the session has prepared and the statements before it will have changed. Confined to one thread.
 */
final class PreparedTexts {

  private final Tokens tokens;
  private final SessionState session;
  private final PreparedRules rules;

  /** What the text changes on its way; empty for a name that it drops. */
  private final Map<String, Optional<SqlPrepared>> changed = new HashMap<>();

  private boolean allDropped;

  private final List<Edits.Edit> edits = new ArrayList<>();
  private final List<Prelude> preludes = new ArrayList<>();
  private final Map<Integer, PreparedChange> changes = new TreeMap<>();
  private final List<SqlNotice> notices = new ArrayList<>();
  private final Set<String> ruleNames = new LinkedHashSet<>();
  private final Set<Guard> guards = new LinkedHashSet<>();
  private final List<HeldParameter> held = new ArrayList<>();
  private @Nullable SqlError alwaysFails;
  private final List<Execution> executions = new ArrayList<>();

  PreparedTexts(Tokens tokens, SessionState session, PreparedRules rules) {
    this.tokens = tokens;
    this.session = session;
    this.rules = rules;
  }

  /** Ends the treatment of a text with the refusal of one of its statements. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome.Refused outcome;

    RefusedException(Outcome.Refused outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }

    Outcome.Refused outcome() {
      return outcome;
    }
  }

  /** Whether a statement is one of those that are treated here. */
  static boolean concerns(Tokens tokens, int from, int to) {
    return Wrapped.isPrepare(tokens, from)
        || tokens.isAnyWord(from, "deallocate", "discard")
        || isExecute(tokens, from, to);
  }

  private static boolean isExecute(Tokens tokens, int from, int to) {
    int start = Wrapped.innermost(tokens, from, to)[0];
    return tokens.isWord(start, "execute") && !Wrapped.isPrepare(tokens, from);
  }

  /**
   * Treats one statement.
   *
   * @param number its number in the text, from 0
   * @throws RefusedException where what it prepares or executes is refused
   */
  void treat(int number, int from, int to) {
    if (Wrapped.isPrepare(tokens, from)) {
      prepare(number, from, to);
    } else if (tokens.isWord(from, "deallocate")) {
      deallocate(number, from);
    } else if (tokens.isWord(from, "discard")) {
      if (tokens.isWord(from + 1, "all")) {
        dropAll(number);
      }
    } else {
      execute(number, from, to);
    }
  }

  private @Nullable SqlPrepared known(String name) {
    Optional<SqlPrepared> here = changed.get(name);
    if (here != null) {
      return here.orElse(null);
    }
    return allDropped ? null : session.prepared(name);
  }

  private void dropAll(int number) {
    allDropped = true;
    changed.clear();
    changes.put(number, new PreparedChange.AllDeallocated());
  }

  private void deallocate(int number, int from) {
    int name = tokens.isWord(from + 1, "prepare") && isName(from + 2) ? from + 2 : from + 1;
    if (!isName(name)) {
      return;
    }
    if (tokens.isWord(name, "all")) {
      dropAll(number);
      return;
    }
    String dropped = tokens.get(name).value();
    changed.put(dropped, Optional.empty());
    changes.put(number, new PreparedChange.Deallocated(dropped));
  }

  private boolean isName(int index) {
    return index < tokens.size() && tokens.get(index).isName();
  }

  private void prepare(int number, int from, int to) {
    if (from + 1 >= to) {
      return;
    }
    String name = tokens.get(from + 1).value();
    String text = tokens.text(from, to - 1);
    int start = tokens.get(from).start();
    if (!session.canRemember(name, text)) {
      throw new UntreatableException(
          RefusalCode.TOO_LARGE,
          "more SQL-level PREPARE statements than %d, or than %d characters of them"
              .formatted(SessionState.MAX_SQL_PREPARED, SessionState.MAX_SQL_PREPARED_CHARACTERS),
          from);
    }
    PreparedRules.Treated treated = rules.treat(text, session.standardConformingStrings(), session);
    if (treated.outcome() instanceof Outcome.Refused refused) {
      throw new RefusedException(shifted(refused, start));
    }
    for (Edits.Edit edit : treated.edits()) {
      edits.add(new Edits.Edit(edit.start() + start, edit.end() + start, edit.replacement()));
    }
    SqlPrepared prepared =
        new SqlPrepared(
            name,
            text,
            session.standardConformingStrings(),
            null,
            rules.treatedUnder(session),
            treated.outcome());
    prepared = prepared.onServer(prepared.wanted());
    changed.put(name, Optional.of(prepared));
    changes.put(number, new PreparedChange.Prepared(prepared));
  }

  private Outcome.Refused shifted(Outcome.Refused refused, int start) {
    SqlError error = refused.error();
    int shift = tokens.text().codePointCount(0, start);
    boolean placed = error.position() > 0 && shift > 0;
    return placed
        ? new Outcome.Refused(
            new SqlError(
                error.sqlState(),
                error.message(),
                error.detail(),
                error.hint(),
                error.position() + shift,
                error.schema(),
                error.table(),
                error.column()),
            refused.read())
        : refused;
  }

  private void execute(int number, int from, int to) {
    int[] inner = Wrapped.innermost(tokens, from, to);
    if (inner[0] + 1 >= inner[1]) {
      return;
    }
    String name = tokens.get(inner[0] + 1).value();
    SqlPrepared prepared = known(name);
    if (prepared == null) {
      executions.add(new Execution(name, null));
      return; // the server says so
    }
    prepared = rules.treatedNow(prepared, session);
    if (prepared.treated() instanceof Outcome.Refused refused) {
      SqlError error = refused.error();
      throw new RefusedException(
          new Outcome.Refused(
              new SqlError(
                  error.sqlState(),
                  error.message(),
                  error.detail(),
                  error.hint(),
                  0,
                  error.schema(),
                  error.table(),
                  error.column())));
    }
    String wanted = prepared.wanted();
    executions.add(new Execution(name, wanted));
    if (wanted != null && !wanted.equals(prepared.onServer())) {
      prepareAgain(number, from, prepared, wanted);
    }
    changed.put(prepared.name(), Optional.of(prepared.onServer(wanted)));
    if (prepared.treated() instanceof Outcome.Rewritten rewritten && isRun(from, inner[0])) {
      ruleNames.addAll(rewritten.rules());
      ExecuteArguments arguments = ExecuteArguments.at(tokens, inner[0] + 2);
      ExecuteArguments.Verdict verdict = arguments.judge(rewritten);
      alwaysFails = alwaysFails == null ? verdict.error() : alwaysFails;
      notices.addAll(verdict.notices());
      guards.addAll(rewritten.guards());
      if (!tokens.is(inner[0] + 2, "(")) { // they may be bound by messages
        held.addAll(rewritten.held());
      }
    }
  }

  /** Whether an EXECUTE runs the statement: EXPLAIN without ANALYZE does not. */
  private boolean isRun(int from, int start) {
    return !Wrapped.isOnlyPlanned(tokens, from, start);
  }

  private void prepareAgain(int number, int from, SqlPrepared prepared, String wanted) {
    boolean readAlike =
        prepared.standardConformingStrings() == session.standardConformingStrings()
            || wanted.indexOf('\\') < 0;
    if (!readAlike) {
      throw new UntreatableException(
          "an EXECUTE of a statement that was prepared under another standard_conforming_strings",
          from);
    }
    int start = tokens.get(from).start();
    int characters = tokens.text().codePointCount(0, start);
    if (prepared.onServer() != null) {
      preludes.add(
          new Prelude(
              number,
              characters,
              start,
              "DEALLOCATE " + Names.quote(prepared.name()),
              new PreparedChange.Prepared(prepared.onServer(null))));
    }
    preludes.add(
        new Prelude(
            number,
            characters,
            start,
            wanted,
            new PreparedChange.Prepared(prepared.onServer(wanted))));
  }

  /**
   * Joins all that was found with what became of the other statements of the text.
   *
   * @param others their outcome: untouched or rewritten
   * @param otherEdits the edits in it
   */
  Outcome join(Outcome others, List<Edits.Edit> otherEdits) {
    if (others instanceof Outcome.Refused) {
      return others;
    }
    Outcome.Rewritten rewritten = others instanceof Outcome.Rewritten some ? some : null;
    boolean changesNothing =
        rewritten == null
            && edits.isEmpty()
            && preludes.isEmpty()
            && alwaysFails == null
            && held.isEmpty()
            && notices.isEmpty()
            && guards.isEmpty();
    if (changesNothing) {
      return new Outcome.Untouched(new PreparedEffects(List.of(), changes, executions));
    }
    Edits all = new Edits(tokens.text());
    otherEdits.forEach(edit -> all.replace(edit.start(), edit.end(), edit.replacement()));
    edits.forEach(edit -> all.replace(edit.start(), edit.end(), edit.replacement()));
    List<SqlNotice> allNotices = new ArrayList<>(notices);
    Set<Guard> allGuards = new LinkedHashSet<>(guards);
    List<HeldParameter> allHeld = new ArrayList<>(held);
    Set<String> allRules = new LinkedHashSet<>(ruleNames);
    if (rewritten != null) {
      allRules.addAll(rewritten.rules());
      allHeld.addAll(rewritten.held());
      allNotices.addAll(rewritten.notices());
      allGuards.addAll(rewritten.guards());
    }
    return new Outcome.Rewritten(
        all.apply(),
        all.isEmpty() ? new EditMap(List.of()) : all.map(),
        rewritten == null ? List.of() : rewritten.parameterTypes(),
        allHeld,
        alwaysFails,
        allNotices,
        List.copyOf(allGuards),
        new PreparedEffects(placed(all), changes, executions),
        rewritten == null ? Map.of() : rewritten.copies(),
        List.copyOf(allRules));
  }

  @Nullable SqlError alwaysFails() {
    return alwaysFails;
  }

  /** The preludes where their statements begin in the edited text. */
  private List<Prelude> placed(Edits all) {
    List<Prelude> placed = new ArrayList<>();
    for (Prelude prelude : preludes) {
      int offset = prelude.offset();
      for (Edits.Edit edit : all.sorted()) {
        if (edit.start() < prelude.offset()) {
          offset += edit.replacement().length() - (edit.end() - edit.start());
        }
      }
      placed.add(
          new Prelude(
              prelude.statement(),
              prelude.clientOffset(),
              offset,
              prelude.sql(),
              prelude.change()));
    }
    return placed;
  }
}
