package io.trestle.proxy;

import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The ways in which the engine is broken on purpose: each is a mistake that could be made in it.
 */
final class Mutations {

  private static final String STATUS = "status_text";
  private static final String UNAWARE = "status_unaware";
  private static final String SWITCHING = "status_switching";

  private static final Pattern GUARD =
      Pattern.compile(
          "\\(CASE WHEN [^()]+\\.tableoid IS NOT NULL THEN (.*) ELSE CAST\\(NULL AS [^()]+\\) END\\)");
  private static final Pattern OUTER_JOIN = Pattern.compile("(?i)\\b(left|right|full)\\b");
  private static final Pattern LAST_OUTPUT =
      Pattern.compile(", [^,]*(?:\\([^()]*(?:\\([^()]*\\)[^()]*)*\\))? AS \"fulfillment_status\"$");
  private static final Pattern RETURNING = Pattern.compile("(?i)\\breturning\\b");

  private Mutations() {}

  static List<Mutation> all() {
    return List.of(
        // the value that is read
        Mutation.ofEdits(
            "the column is read as it stands",
            STATUS,
            "readable",
            (old, now) -> now.contains("COALESCE(") && isColumn(old) ? old : now),
        Mutation.ofEdits(
            "another value is read",
            STATUS,
            "absent",
            (old, now) -> now.replace("'pending'", "'shipped'")),
        Mutation.ofEdits(
            "another value is read where the column is NULL",
            STATUS,
            "writable",
            (old, now) -> now.replace("'pending'", "'shipped'")),
        Mutation.ofEdits(
            "the value is read though the column is filled",
            STATUS,
            "writable",
            (old, now) -> now.replaceAll("COALESCE\\([\\w.\"]+, (.*)\\)", "$1")),
        Mutation.ofEdits(
            "the value hides rows that an outer join extends with NULL",
            STATUS,
            "readable",
            (old, now) -> GUARD.matcher(now).replaceAll("$1")),
        Mutation.ofText(
            "the value leaves its query block",
            STATUS,
            "absent",
            (sql, edited) ->
                OUTER_JOIN.matcher(sql).find()
                    ? edited
                    : edited.changed((old, now) -> GUARD.matcher(now).replaceAll("$1"))),
        Mutation.ofEdits(
            "the value is folded when the statement is planned",
            STATUS,
            "absent",
            (old, now) -> now.replaceAll("\\(SELECT (CAST\\([^()]*\\))\\)", "($1)")),
        Mutation.ofEdits(
            "the collation is lost",
            "status_collated",
            "absent",
            (old, now) -> now.replaceAll(" COLLATE [\\w.\"]+", "")),
        Mutation.ofEdits(
            "the type modifier is lost",
            "status_varchar",
            "absent",
            (old, now) -> now.replaceAll("varchar\"?\\(\\d+\\)", "varchar")),
        Mutation.ofEdits(
            "the type is taken for text",
            "priority_integer",
            "absent",
            (old, now) -> now.replaceAll("(?i)AS pg_catalog\\.\"?(int4|integer)\"?", "AS text")),

        // names and columns of the output
        Mutation.ofEdits(
            "an output column loses its name",
            STATUS,
            "absent",
            (old, now) -> old.isEmpty() && now.startsWith(" AS ") ? "" : now),
        Mutation.ofEdits(
            "a column that a star stands for loses its name",
            STATUS,
            "readable",
            (old, now) -> old.endsWith("*") ? now.replace(" AS \"fulfillment_status\"", "") : now),
        Mutation.ofEdits(
            "a star is left as it stands", STATUS, "absent", (old, now) -> star(old) ? old : now),
        Mutation.ofEdits(
            "a star shows NULLs", STATUS, "readable", (old, now) -> star(old) ? old : now),
        Mutation.ofText(
            "RETURNING loses the column",
            STATUS,
            "absent",
            (sql, edited) ->
                RETURNING.matcher(sql).find()
                    ? edited.changed(
                        (old, now) -> star(old) ? LAST_OUTPUT.matcher(now).replaceFirst("") : now)
                    : edited),
        Mutation.ofEdits(
            "a relation lacks the column",
            STATUS,
            "absent",
            (old, now) -> now.startsWith("(SELECT \"") ? old : now),

        // writes
        Mutation.ofEdits(
            "what is held stays in the text",
            STATUS,
            "absent",
            (old, now) -> now.isEmpty() ? old : now),
        Mutation.ofRewritten(
            "a parameter that left the text loses its type",
            STATUS,
            "absent",
            r ->
                new Outcome.Rewritten(
                    r.sql(),
                    r.edits(),
                    List.of(),
                    r.held(),
                    r.alwaysFails(),
                    r.notices(),
                    r.guards())),
        Mutation.ofRewritten(
            "held parameters are not looked at",
            STATUS,
            "readable",
            r ->
                new Outcome.Rewritten(
                    r.sql(),
                    r.edits(),
                    r.parameterTypes(),
                    List.of(),
                    r.alwaysFails(),
                    r.notices(),
                    r.guards())),
        Mutation.ofRewritten(
            "an error of the target is forgotten",
            STATUS,
            "absent",
            r ->
                new Outcome.Rewritten(
                    r.sql(),
                    r.edits(),
                    r.parameterTypes(),
                    r.held(),
                    null,
                    r.notices(),
                    r.guards())),
        Mutation.ofEdits(
            "NULL is stored in a column that is NOT NULL",
            STATUS,
            "writable",
            (old, now) -> now.contains("current_setting('trestle.") ? old : now),
        Mutation.ofRewritten(
            "the guard against NULL raises an error of its own",
            STATUS,
            "writable",
            r ->
                new Outcome.Rewritten(
                    r.sql(),
                    r.edits(),
                    r.parameterTypes(),
                    r.held(),
                    r.alwaysFails(),
                    r.notices(),
                    List.of())),

        // the statement as a whole
        Mutation.ofRewritten(
            "errors stand where the server saw them",
            STATUS,
            "absent",
            r ->
                new Outcome.Rewritten(
                    r.sql(),
                    new EditMap(List.of()),
                    r.parameterTypes(),
                    r.held(),
                    r.alwaysFails(),
                    r.notices(),
                    r.guards())),
        Mutation.ofText(
            "only the first reference is replaced",
            STATUS,
            "readable",
            (sql, edited) -> edited.onlyFirst()),
        new Mutation(
            "nothing is rewritten",
            STATUS,
            "readable",
            (sql, outcome) ->
                outcome instanceof Outcome.Rewritten ? Outcome.Untouched.INSTANCE : outcome),
        new Mutation(
            "what should be refused passes",
            STATUS,
            "readable",
            (sql, outcome) -> isRefusal(outcome) ? Outcome.Untouched.INSTANCE : outcome),
        new Mutation(
            "what the target calls an error passes",
            STATUS,
            "absent",
            (sql, outcome) ->
                outcome instanceof Outcome.Refused && !isRefusal(outcome)
                    ? Outcome.Untouched.INSTANCE
                    : outcome),

        // phases
        phase("absent is taken for readable", "absent, column there", "absent", "readable"),
        phase("readable is taken for absent", "readable beside writable", "readable", "absent"),
        phase("readable is taken for writable", "readable", "readable", "writable"),
        phase("writable is taken for readable", "writable", "writable", "readable"),
        phase("writable is taken for absent", "writable", "writable", "absent"),
        phase("backfilled is taken for readable", "backfilled", "backfilled", "readable"),

        // who knows the column
        Mutation.ofRules(
            "everyone knows the column",
            UNAWARE,
            "absent",
            yaml -> yaml.replaceAll("(?s) +known-by:.*", "")),
        Mutation.ofRules(
            "nobody knows the column",
            SWITCHING,
            "readable",
            yaml -> yaml.replace("orders-v2*", "orders-v3*")),
        Mutation.ofEdits(
            "a star shows the hidden column",
            UNAWARE,
            "readable",
            (old, now) -> star(old) ? old : now),
        Mutation.ofEdits(
            "the hidden column takes a name that means another's",
            UNAWARE,
            "readable",
            (old, now) -> old.isEmpty() && now.endsWith(".") ? "" : now),
        firstAskedForAll(),
        preparedForGood(),
        searchPathForgotten());
  }

  private static boolean isColumn(String text) {
    return text.toLowerCase(Locale.ROOT).replace("\"", "").endsWith("fulfillment_status");
  }

  private static boolean star(String text) {
    return text.endsWith("*");
  }

  private static boolean isRefusal(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused
        && refused.error().sqlState().startsWith("TR");
  }

  private static Mutation phase(String name, String stage, String phase, String taken) {
    return Mutation.ofRules(
        name, STATUS, stage, yaml -> yaml.replace("phase: " + phase, "phase: " + taken));
  }

  /** The cache forgets that sessions differ in what they know. */
  private static Mutation firstAskedForAll() {
    Map<String, Outcome> first = new ConcurrentHashMap<>();
    return new Mutation(
        "what one session gets, all get",
        SWITCHING,
        "absent",
        (sql, outcome) -> {
          Outcome known = first.putIfAbsent(sql, outcome);
          return known == null ? outcome : known;
        });
  }

  /** {@link Rewriter#stamp} forgets what the session knows. */
  private static Mutation preparedForGood() {
    return new Mutation(
        "a prepared statement is never treated anew",
        SWITCHING,
        "readable",
        (sql, outcome) -> outcome) {
      @Override
      long stamp(long stamp) {
        note(stamp != 0);
        return 0;
      }
    };
  }

  private static Mutation searchPathForgotten() {
    return new Mutation(
        "the search_path is forgotten",
        "status_two_schemas",
        "readable",
        (sql, outcome) -> outcome) {
      @Override
      SessionState session(SessionState session) {
        SessionState other = new SessionState(session.user(), session.database());
        other.applicationName(session.applicationName());
        other.standardConformingStrings(session.standardConformingStrings());
        note(session.names().path() != null);
        return other;
      }
    };
  }
}
