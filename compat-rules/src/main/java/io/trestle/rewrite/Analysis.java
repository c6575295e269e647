package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Guard;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.sql.Keywords;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known and found while one text is analysed: its tokens, which of them are explained, and
 * the edits so far. Confined to one thread.
 */
final class Analysis {

  private final Tokens tokens;
  private final SessionRules rules;
  private final Catalog catalog;
  private final SearchPath searchPath;
  private final boolean[] explained;
  private final Edits edits;
  private final Set<Integer> derived;
  private final Map<Integer, Integer> parameterTypes = new HashMap<>();
  private final ParameterMentions mentions;
  private final List<HeldParameter> held = new ArrayList<>();
  private final Set<String> aliases = new HashSet<>();
  private final Set<Integer> kept = new HashSet<>();
  private final Map<Integer, Integer> declared = new TreeMap<>();
  private final List<SqlNotice> notices = new ArrayList<>();
  private final Set<Guard> guards = new LinkedHashSet<>();
  private final CopyPlans copies = new CopyPlans();
  private final Set<String> namedRules = new LinkedHashSet<>();
  private @Nullable SqlError alwaysFails;
  private boolean onlyPlanned;
  private boolean cursor;
  private Trace trace = Trace.NONE;

  /**
   * @param rules the rules as they concern the session
   * @param searchPath where the session looks for unqualified names
   * @param derived the references to the table, by their first token, that are to become derived
   *     tables
   */
  Analysis(
      Tokens tokens,
      SessionRules rules,
      Catalog catalog,
      SearchPath searchPath,
      Set<Integer> derived) {
    this.tokens = tokens;
    this.rules = rules;
    this.catalog = catalog;
    this.searchPath = searchPath;
    this.derived = Set.copyOf(derived);
    this.edits = new Edits(tokens.text());
    this.explained = new boolean[tokens.size()];
    this.mentions = new ParameterMentions(tokens);
  }

  Tokens tokens() {
    return tokens;
  }

  SessionRules rules() {
    return rules;
  }

  Catalog catalog() {
    return catalog;
  }

  /** Whether the reference to the table that starts at a token becomes a derived table. */
  boolean isDerived(int token) {
    return derived.contains(token);
  }

  SearchPath searchPath() {
    return searchPath;
  }

  Edits edits() {
    return edits;
  }

  void replace(int firstToken, int lastToken, String replacement) {
    edits.replace(tokens.get(firstToken).start(), tokens.get(lastToken).end(), replacement);
  }

  /** Replaces what needs no treatment any more because it goes. */
  void replaceWhole(int firstToken, int lastToken, String replacement) {
    explain(firstToken, lastToken);
    edits.removeInside(tokens.get(firstToken).start(), tokens.get(lastToken).end());
    replace(firstToken, lastToken, replacement);
  }

  void insertBefore(int token, String insertion) {
    edits.insert(tokens.get(token).start(), insertion);
  }

  /** Inserts before what was inserted before a token already. */
  void insertFirst(int token, String insertion) {
    edits.insertFirst(tokens.get(token).start(), insertion);
  }

  void insertAfter(int token, String insertion) {
    edits.insert(tokens.get(token).end(), insertion);
  }

  /** Puts an expression between two texts, inside whatever else was inserted at its ends. */
  void wrap(int firstToken, int lastToken, String prefix, String suffix) {
    edits.insertFirst(tokens.get(firstToken).start(), prefix);
    edits.insertFirst(tokens.get(lastToken).end(), suffix);
  }

  /** Has every place that the walk finds be told to somebody. */
  void trace(Trace listener) {
    trace = listener;
  }

  Trace trace() {
    return trace;
  }

  /** Says that a token that may be spelled like the column or the table is understood. */
  void explain(int token) {
    explained[token] = true;
  }

  void explain(int firstToken, int lastToken) {
    for (int i = firstToken; i <= lastToken; i++) {
      explained[i] = true;
    }
  }

  boolean isExplained(int token) {
    return explained[token];
  }

  /** Whether the token can name a column or table: no reserved word, save behind a dot. */
  private boolean canBeName(int token) {
    Token found = tokens.get(token);
    return found.kind() == Token.Kind.QUOTED_NAME
        || (found.kind() == Token.Kind.WORD
            && (tokens.is(token - 1, ".") || Keywords.canNameTable(found.value())));
  }

  /** Whether the token is spelled like a ruled column. */
  boolean isColumnName(int token) {
    return canBeName(token) && rules.isColumn(tokens.get(token).value());
  }

  /** Has the guard watch for a name that may stand for a whole row of the table. */
  void watchAlias(String name) {
    aliases.add(name);
  }

  boolean isWatchedAlias(int token) {
    return canBeName(token) && aliases.contains(tokens.get(token).value());
  }

  /** Whether the token is spelled like a table under a rule. */
  boolean isTableName(int token) {
    return tokens.get(token).isName() && rules.isTable(tokens.get(token).value());
  }

  /** Whether the token is spelled like a partition, child or parent of such a table. */
  boolean isRelativeName(int token) {
    return tokens.get(token).isName() && rules.isRelative(tokens.get(token).value());
  }

  /**
   * Registers a parameter that leaves its place in the text, and is checked whenever it is bound.
   *
   * @param value what stands there
   */
  void hold(ActiveRule rule, HeldParameter parameter, AssignedValue value) {
    held.add(parameter);
    mentions.assigned(value, rule);
    Integer before = parameterTypes.put(parameter.parameter(), value.type());
    if (before != null && before != value.type()) {
      throw new UntreatableException("a parameter for two columns of different types");
    }
  }

  /**
   * Has Parse declare the type of a parameter that stands where the server would infer another;
   * says whether it could, which it cannot where the parameter serves elsewhere too.
   */
  boolean declare(AssignedValue value) {
    boolean alone = mentions.of(value.parameter()).size() == 1;
    if (alone) {
      declared.put(value.parameter(), value.type());
    }
    return alone;
  }

  /** The types of parameters that Parse must declare though they stay in the text. */
  Map<Integer, Integer> declared() {
    Map<Integer, Integer> all = new TreeMap<>(declared);
    for (int parameter : kept) {
      if (!mentions.isCompared(parameter)) { // else the server infers the type
        all.put(parameter, parameterTypes.get(parameter));
      }
    }
    return all;
  }

  /** Where parameters stand. */
  ParameterMentions mentions() {
    return mentions;
  }

  /** Whether a parameter is checked already, because an INSERT proposes it for the column. */
  boolean isHeld(int parameter) {
    return held.stream().anyMatch(other -> other.parameter() == parameter);
  }

  /** Registers a parameter that stays in the text, and is checked whenever it is bound. */
  void check(HeldParameter parameter) {
    held.add(parameter);
  }

  /** Says that a held parameter is also mentioned in the new text, by the column itself. */
  void keep(int parameter) {
    kept.add(parameter);
  }

  void notice(SqlNotice notice) {
    notices.add(notice);
  }

  /** Says that the text names a table under rules. */
  void named(RuledTable table) {
    table.rules().forEach(rule -> namedRules.add(rule.rule().name()));
  }

  /** The rules over the tables that the text names. */
  List<String> namedRules() {
    return List.copyOf(namedRules);
  }

  /** Says whether the statement that is looked at is under EXPLAIN, and not run. */
  void onlyPlanned(boolean planned) {
    onlyPlanned = planned;
  }

  boolean isOnlyPlanned() {
    return onlyPlanned;
  }

  /** Says whether the query that is looked at is a cursor's. */
  void cursor(boolean declared) {
    cursor = declared;
  }

  boolean isCursor() {
    return cursor;
  }

  /** Says that the statement fails whenever it is run. */
  void failAlways(SqlError error) {
    if (!onlyPlanned) {
      alwaysFails = error;
    }
  }

  /** Whether an aggregate function may be called at a token. */
  boolean isAggregate(int token) {
    return tokens.is(token + 1, "(") && catalog.isAggregate(tokens.get(token).value());
  }

  /** Whether a token tells that something is computed from several rows of its query. */
  boolean isOfRows(int token) {
    return isAggregate(token) || tokens.isAnyWord(token, "over", "grouping");
  }

  /** The text of an expression that raises 23502 when it is evaluated. */
  String raise(ActiveRule rule) {
    guards.add(rule.guard());
    return rule.raise();
  }

  /** The text of an expression that raises a refusal when it is evaluated. */
  String raise(ActiveRule rule, SqlError refusal) {
    guards.add(rule.heldGuard(refusal));
    return rule.raiseHeld();
  }

  /** What is to be done with the data of the text's COPY statements. */
  CopyPlans copies() {
    return copies;
  }

  Map<Integer, Integer> parameterTypes() {
    return parameterTypes;
  }

  List<HeldParameter> held() {
    return held;
  }

  List<SqlNotice> notices() {
    return notices;
  }

  List<Guard> guards() {
    return List.copyOf(guards);
  }

  @Nullable SqlError alwaysFails() {
    return alwaysFails;
  }

  /** The number of a parameter token: {@code $3} is 3. */
  static int parameterNumber(Token token) {
    try {
      return Integer.parseInt(token.value().substring(1));
    } catch (NumberFormatException tooLarge) {
      return Integer.MAX_VALUE;
    }
  }
}
