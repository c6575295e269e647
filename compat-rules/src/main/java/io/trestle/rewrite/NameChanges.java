package io.trestle.rewrite;

import io.trestle.engine.NameChange;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells what the statements of a text change in what unqualified names mean to their session, where
 * they succeed. What is not one of the plain forms and has words that could do it changes whatever
 * it may.
 */
final class NameChanges {

  /** The words without which nothing is changed, for a scan of texts. */
  static final List<String> WORDS =
      List.of(
          "search_path",
          "schema",
          "set_config",
          "role",
          "authorization",
          "temp",
          "temporary",
          "pg_temp");

  private static final NameChange PATH = new NameChange.Unknown(true, false, false);
  private static final NameChange ROLE = new NameChange.Unknown(false, true, false);
  private static final NameChange EITHER = new NameChange.Unknown(true, true, false);
  private static final NameChange UNKNOWN_SESSION_ROLE = new NameChange.Role(null, true, true);
  private static final NameChange ENDS_TRANSACTION = new NameChange.EndsTransaction();
  private static final NameChange TEMPORARY = new NameChange.Unknown(false, false, true);

  private static final Set<String> RELATIONS =
      Set.of("table", "view", "sequence", "materialized", "foreign");

  private static final Set<String> ENDS_TRANSACTIONS =
      Set.of(
          "begin",
          "start",
          "commit",
          "end",
          "rollback",
          "abort",
          "savepoint",
          "release",
          "prepare");

  /** Settings that {@code set_config} may be used for without any effect on names. */
  private static final Set<String> SETTINGS_OF_NAMES =
      Set.of("search_path", "role", "session_authorization");

  private final Tokens tokens;
  private final int from;
  private final int to;
  private final List<NameChange> changes;
  private final Map<String, List<NameChange>> prepared;

  private NameChanges(
      Tokens tokens,
      int[] range,
      List<NameChange> changes,
      Map<String, List<NameChange>> prepared) {
    this.tokens = tokens;
    this.from = range[0];
    this.to = range[1];
    this.changes = changes;
    this.prepared = prepared;
  }

  /** The changes of all statements of a text, in their order. */
  static List<NameChange> of(Tokens tokens) {
    List<int[]> statements = tokens.statements();
    List<NameChange> changes = new ArrayList<>(0);
    Map<String, List<NameChange>> prepared = new HashMap<>(0);
    boolean control = false;
    for (int[] range : statements) {
      new NameChanges(tokens, range, changes, prepared).find();
      control |= isOneOf(tokens.get(range[0]), ENDS_TRANSACTIONS);
    }
    // Transactions that begin and end inside the text leave nothing certain.
    return changes.isEmpty() || !control || statements.size() == 1
        ? List.copyOf(changes)
        : changes.stream().flatMap(NameChanges::uncertain).distinct().toList();
  }

  /** The changes that an EXECUTE of what the text of a PREPARE has prepared makes. */
  static List<NameChange> ofPrepared(Tokens tokens) {
    List<NameChange> changes = new ArrayList<>(0);
    int[] whole = tokens.statements().get(0);
    new NameChanges(tokens, whole, changes, new HashMap<>(0)).anything();
    return List.copyOf(changes);
  }

  private static Stream<NameChange> uncertain(NameChange change) {
    if (change instanceof NameChange.Created created) {
      return Stream.of(new NameChange.Created(created.name(), false, false));
    } else if (change instanceof NameChange.Renamed renamed) {
      return Stream.of(new NameChange.Created(renamed.to(), false, false));
    } else if (change instanceof NameChange.Role role && role.session()) {
      return Stream.of(ROLE, UNKNOWN_SESSION_ROLE);
    } else if (change instanceof NameChange.Path) {
      return Stream.of(PATH);
    } else if (change instanceof NameChange.Role) {
      return Stream.of(ROLE);
    }
    boolean kept =
        change instanceof NameChange.Unknown
            || change instanceof NameChange.Executed
            || change instanceof NameChange.EndsTransaction;
    return Stream.of(kept ? change : new NameChange.MayHaveDropped());
  }

  private static boolean isOneOf(Token token, Set<String> words) {
    return token.kind() == Kind.WORD && words.contains(token.value());
  }

  private void find() {
    Token first = tokens.get(from);
    switch (first.kind() == Kind.WORD ? first.value() : "") {
      case "set" -> set();
      case "reset" -> reset();
      case "discard" -> discard();
      case "create" -> create();
      case "drop" -> drop();
      case "alter" -> alter();
      case "show", "comment", "grant", "revoke", "reassign", "declare" -> {}
      case "prepare" -> prepare();
      case "commit", "end", "rollback", "abort" -> changes.add(ENDS_TRANSACTION);
      default -> anything();
    }
    int inner = Wrapped.innermost(tokens, from, to)[0];
    if (isWord(inner, "execute") && !Wrapped.isPrepare(tokens, from) && inner + 1 < to) {
      executed(tokens.get(inner + 1).value());
    }
  }

  /** It changes nothing before it is executed; or it is the first half of a two-phase commit. */
  private void prepare() {
    if (isWord(from + 1, "transaction")) {
      changes.add(ENDS_TRANSACTION);
    } else if (Wrapped.isPrepare(tokens, from) && from + 1 < to) {
      List<NameChange> whenExecuted = new ArrayList<>(0);
      new NameChanges(tokens, new int[] {from, to}, whenExecuted, prepared).anything();
      prepared.put(tokens.get(from + 1).value(), whenExecuted);
    }
  }

  private boolean isWord(int at, String word) {
    return at < to && tokens.isWord(at, word);
  }

  private void set() {
    boolean local = isWord(from + 1, "local");
    int at = local || isWord(from + 1, "session") ? from + 2 : from + 1;
    if (isWord(at, "search_path")) {
      path(at + 1, local);
    } else if (isWord(at, "schema")) {
      changes.add(
          at + 2 == to && isPlainString(at + 1)
              ? new NameChange.Path(NameChange.quoted(List.of(tokens.get(at + 1).value())), local)
              : PATH);
    } else if (isWord(at, "role")) {
      boolean assigned = isWord(at + 1, "to") || (at + 1 < to && tokens.is(at + 1, "="));
      role(assigned ? at + 2 : at + 1, local, false);
    } else if (isWord(from + 1, "session") && isWord(from + 2, "authorization")) {
      role(from + 3, false, true);
    } else if (isWord(at, "session") && isWord(at + 1, "authorization")) {
      role(at + 2, local, true);
    } else if (isSettingOfNames(at)) {
      unknown(tokens.get(at).value());
    }
  }

  /** A setting is set in a way that is not read. */
  private void unknown(String setting) {
    String name = setting.toLowerCase(Locale.ROOT);
    addOnce(name.equals("search_path") ? PATH : ROLE);
    if (name.equals("session_authorization")) {
      addOnce(UNKNOWN_SESSION_ROLE);
    }
  }

  /** Whether a name, in quotes as it may be, is that of a setting of concern. */
  private boolean isSettingOfNames(int at) {
    return at < to
        && tokens.get(at).isName()
        && SETTINGS_OF_NAMES.contains(tokens.get(at).value().toLowerCase(Locale.ROOT));
  }

  private void path(int assignment, boolean local) {
    boolean assigned = isWord(assignment, "to") || (assignment < to && tokens.is(assignment, "="));
    int at = assignment + 1;
    if (assigned && isWord(at, "default") && at + 1 == to) {
      changes.add(new NameChange.Path(null, local));
      return;
    }
    List<String> schemas = new ArrayList<>();
    boolean readable = assigned && at < to;
    for (int i = at; i < to && readable; i += 2) {
      readable =
          (tokens.get(i).isName() || isPlainString(i)) && (i + 1 == to || tokens.is(i + 1, ","));
      schemas.add(tokens.get(i).value());
    }
    changes.add(readable ? new NameChange.Path(NameChange.quoted(schemas), local) : PATH);
  }

  /** A string whose content needs no decoding. */
  private boolean isPlainString(int at) {
    return at < to
        && tokens.get(at).kind() == Kind.STRING
        && tokens.text().charAt(tokens.get(at).start()) == '\''
        && tokens.get(at).value().indexOf('\\') < 0;
  }

  private void role(int at, boolean local, boolean session) {
    if (at + 1 != to || !(tokens.get(at).isName() || isPlainString(at))) {
      unknown(session ? "session_authorization" : "role");
      return;
    }
    boolean own = tokens.isAnyWord(at, "none", "default");
    String name = tokens.get(at).value();
    boolean none = own || (!session && name.equals("none"));
    changes.add(new NameChange.Role(none ? null : name, local, session));
  }

  private void reset() {
    if (isWord(from + 1, "search_path") || isWord(from + 1, "all")) {
      changes.add(new NameChange.Path(null, false));
    } else if (isWord(from + 1, "role")) {
      changes.add(new NameChange.Role(null, false, false));
    } else if (isWord(from + 1, "session") || isWord(from + 1, "session_authorization")) {
      changes.add(new NameChange.Role(null, false, true));
    } else if (isSettingOfNames(from + 1)) {
      unknown(tokens.get(from + 1).value());
    }
  }

  private void discard() {
    boolean all = isWord(from + 1, "all");
    if (all) {
      changes.add(new NameChange.Role(null, false, true));
      changes.add(new NameChange.Path(null, false));
    }
    if (all || tokens.isAnyWord(from + 1, "temp", "temporary")) {
      changes.add(new NameChange.DiscardedTemp());
    }
  }

  private void create() {
    int at = from + 1;
    boolean temporary = false;
    while (at < to
        && tokens.isAnyWord(
            at, "or", "replace", "local", "global", "temp", "temporary", "unlogged", "recursive")) {
      temporary |= tokens.isAnyWord(at, "temp", "temporary");
      at++;
    }
    if (at < to && tokens.isAnyWord(at, "function", "procedure", "schema", "role", "user")) {
      return;
    }
    boolean view = isWord(at, "view") || isWord(at, "recursive");
    if (!(at < to && isOneOf(tokens.get(at), RELATIONS)) && !view) {
      anything();
      return;
    }
    while (at < to && tokens.isAnyWord(at, "table", "view", "sequence", "recursive")) {
      at++;
    }
    if (isWord(at, "if")) {
      at += 3; // IF NOT EXISTS
    }
    int made = changes.size();
    anythingButTemporary();
    if (at >= to || !tokens.get(at).isName()) {
      return;
    }
    NamePath path = NamePath.at(tokens, at);
    boolean inTemporary = path.size() > 1 && SearchPath.isTemporary(path.qualifier(1));
    // A view over temporary relations is temporary, whatever is said.
    if (temporary || inTemporary || (view && path.size() == 1)) {
      boolean certain = (temporary || inTemporary) && changes.size() == made;
      changes.add(new NameChange.Created(path.name(), certain, certain && isDroppedOnCommit()));
    }
  }

  private boolean isDroppedOnCommit() {
    for (int i = from; i < to; i++) {
      if (isWord(i, "on") && isWord(i + 1, "commit") && isWord(i + 2, "drop")) {
        return true;
      }
    }
    return false;
  }

  private void drop() {
    int at = from + 1;
    if (at >= to || !isOneOf(tokens.get(at), RELATIONS)) {
      changes.add(new NameChange.MayHaveDropped()); // a schema or type, with what depends on it
      return;
    }
    while (at < to && (isOneOf(tokens.get(at), RELATIONS))) {
      at++;
    }
    if (isWord(at, "if")) {
      at += 2; // IF EXISTS
    }
    while (at < to && tokens.get(at).isName()) {
      NamePath path = NamePath.at(tokens, at);
      if (path.size() == 1 || SearchPath.isTemporary(path.qualifier(1))) {
        changes.add(new NameChange.Dropped(path.name()));
      }
      at = path.last() + 1;
      if (at < to && tokens.is(at, ",")) {
        at++;
      } else {
        break;
      }
    }
    if (isWord(at, "cascade")) {
      changes.add(new NameChange.MayHaveDropped());
    }
  }

  private void alter() {
    int at = from + 1;
    if (at >= to || !isOneOf(tokens.get(at), RELATIONS)) {
      return; // of a role or database: for the sessions to come
    }
    while (at < to && (isOneOf(tokens.get(at), RELATIONS) || isWord(at, "only"))) {
      at++;
    }
    if (isWord(at, "if")) {
      at += 2;
    }
    if (at >= to || !tokens.get(at).isName()) {
      return;
    }
    NamePath path = NamePath.at(tokens, at);
    boolean renames = isWord(path.last() + 1, "rename") && isWord(path.last() + 2, "to");
    boolean here = path.size() == 1 || SearchPath.isTemporary(path.qualifier(1));
    if (here && renames && path.last() + 3 < to) {
      changes.add(new NameChange.Renamed(path.name(), tokens.get(path.last() + 3).value()));
    }
  }

  /** A query or call: by functions of the settings, by SELECT INTO, or by text that it runs. */
  private void anything() {
    anythingButTemporary();
    boolean runsText = tokens.isAnyWord(from, "do", "call");
    for (int i = from; i < to; i++) {
      boolean temporary = tokens.isAnyWord(i, "temp", "temporary");
      boolean into = isWord(i - 1, "into") || isWord(i - 2, "into");
      if (temporary && into) {
        into(isWord(i + 1, "table") ? i + 2 : i + 1);
      } else if (into && tokens.get(i).isName() && SearchPath.isTemporary(tokens.get(i).value())) {
        into(i);
      } else if (runsText && tokens.get(i).kind() == Kind.STRING) {
        runs(tokens.get(i).value().toLowerCase(Locale.ROOT));
      } else if (isWord(from, "explain") && temporary && !isWord(i - 1, ".")) {
        changes.add(TEMPORARY);
      }
    }
  }

  private void executed(String name) {
    List<NameChange> here = prepared.get(name);
    if (here != null) {
      changes.addAll(here);
    } else {
      changes.add(new NameChange.Executed(name));
    }
  }

  private void into(int at) {
    if (isWord(from, "insert") || isWord(from, "merge")) {
      return; // into a table that is called like that
    } else if (at >= to || !tokens.get(at).isName()) {
      changes.add(TEMPORARY);
      return;
    }
    boolean certain = isWord(from, "select");
    changes.add(new NameChange.Created(NamePath.at(tokens, at).name(), certain, false));
  }

  private void runs(String text) {
    if (text.contains("temp")) {
      changes.add(TEMPORARY);
    }
    if (text.contains("drop") || text.contains("execute") || text.contains("alter")) {
      changes.add(new NameChange.MayHaveDropped());
    }
    boolean any = text.contains("set_config");
    boolean path = any || text.contains("search_path") || text.contains("schema");
    boolean role = any || text.contains("role") || text.contains("authorization");
    if (path && !changes.contains(PATH)) {
      changes.add(PATH);
    }
    if (role) {
      changes.add(ROLE);
    }
  }

  private void anythingButTemporary() {
    for (int i = from; i < to; i++) {
      Token token = tokens.get(i);
      boolean word = token.isName() || token.kind() == Kind.STRING;
      boolean mayBe = word && token.value().toLowerCase(Locale.ROOT).contains("search_path");
      boolean read = tokens.is(i - 1, "(") && isWord(i - 2, "current_setting");
      if (token.isName("set_config") && !isOfAnotherSetting(i + 1)) {
        setByFunction(i + 1);
      } else if (mayBe && !read) {
        addOnce(PATH);
      }
    }
  }

  private void setByFunction(int open) {
    boolean named = tokens.is(open, "(") && isPlainString(open + 1) && tokens.is(open + 2, ",");
    if (named) {
      unknown(tokens.get(open + 1).value());
    } else {
      addOnce(EITHER);
    }
    if (isOneOfStrings("session_authorization")) {
      addOnce(UNKNOWN_SESSION_ROLE);
    }
  }

  private void addOnce(NameChange change) {
    if (!changes.contains(change)) {
      changes.add(change);
    }
  }

  private boolean isOneOfStrings(String value) {
    for (int i = from; i < to; i++) {
      if (tokens.get(i).kind() == Kind.STRING && tokens.get(i).value().equalsIgnoreCase(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the arguments of set_config begin with a literal that names a setting of no concern.
   */
  private boolean isOfAnotherSetting(int open) {
    return tokens.is(open, "(")
        && isPlainString(open + 1)
        && tokens.is(open + 2, ",")
        && !SETTINGS_OF_NAMES.contains(tokens.get(open + 1).value().toLowerCase(Locale.ROOT));
  }
}
