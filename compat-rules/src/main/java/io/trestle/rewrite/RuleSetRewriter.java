package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.EngineStatistics.CacheStatistics;
import io.trestle.engine.EngineStatistics.RuleInForce;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlPrepared;
import io.trestle.sql.Lexer;
import io.trestle.sql.LexerException;
import io.trestle.sql.MentionScanner;
import io.trestle.sql.Tokens;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The rewriter of one database under one rule set and one picture of its catalog. */
final class RuleSetRewriter implements Rewriter {

  /**
   * SQL-level PREPARE, EXECUTE and what drops statements are watched always: what is prepared now
   * may be under a rule later. So are words by which a session changes what unqualified names mean.
   */
  private static final List<String> WATCHED_WORDS = watchedWords();

  private static List<String> watchedWords() {
    List<String> words = new ArrayList<>(List.of("prepare", "execute", "deallocate", "discard"));
    words.addAll(NameChanges.WORDS);
    return List.copyOf(words);
  }

  private static final List<NameChange> ANYTHING =
      List.of(new NameChange.Unknown(true, true, true));

  /** The bits of a stamp below the epoch. */
  static final int AUDIENCE_BITS = 24;

  /** Those between them and the epoch, for what unqualified names mean to the session. */
  static final int NAME_BITS = 20;

  private final long epoch;
  private final long schema;
  private final long ruleEpoch;
  private final MentionScanner scanner;
  private final List<ActiveRule> rules;
  private final boolean allKnown;
  private final boolean ambiguous;
  private final Set<String> ruledNames;
  private final Map<BitSet, Integer> audiences = new ConcurrentHashMap<>();
  private final AtomicInteger nextAudience = new AtomicInteger();
  private final Treatment treatment;
  private final SearchPaths searchPaths;
  private final OutcomeCache cache;
  private final LongAdder analyses = new LongAdder();

  /** Of a schema that nobody looks at. */
  RuleSetRewriter(long epoch, List<ActiveRule> rules, Catalog catalog, long cacheBytes) {
    this(epoch, 0, 0, rules, catalog, cacheBytes);
  }

  /**
   * @param schema the version of the schema that the catalog shows
   * @param ruleEpoch the epoch of the rules
   * @param rules the rules that hold in the database, in their order
   * @param cacheBytes about how many bytes the treated statements may take
   */
  RuleSetRewriter(
      long epoch,
      long schema,
      long ruleEpoch,
      List<ActiveRule> rules,
      Catalog catalog,
      long cacheBytes) {
    this.epoch = epoch;
    this.schema = schema;
    this.ruleEpoch = ruleEpoch;
    this.rules = RulesOfChildren.with(rules, catalog);
    this.allKnown = rules.stream().allMatch(rule -> rule.rule().knownBy().isEmpty());
    this.ruledNames = OtherNames.watched(this.rules);
    this.scanner = new MentionScanner(names(this.rules));
    this.ambiguous = catalog.relations().values().stream().anyMatch(named -> named.size() > 1);
    this.treatment = new Treatment(this.rules, catalog, this::treatedUnder);
    this.searchPaths = new SearchPaths(catalog);
    this.cache = new OutcomeCache(cacheBytes);
  }

  /** The names of the tables under rules, and of what shows their columns. */
  Set<String> ruledNames() {
    return ruledNames;
  }

  static List<String> names(List<ActiveRule> rules) {
    Set<String> names = new LinkedHashSet<>(WATCHED_WORDS);
    names.addAll(OtherNames.watched(rules));
    return List.copyOf(names);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long schema() {
    return schema;
  }

  @Override
  public long ruleEpoch() {
    return ruleEpoch;
  }

  @Override
  public boolean mentions(ByteBuffer buffer, int from, int to) {
    return scanner.mentions(buffer, from, to);
  }

  @Override
  public @Nullable Outcome cached(String sql, SessionState session) {
    if (isExecute(sql)) {
      return executed(sql, session);
    }
    return sql.length() > Bounds.MAX_CHARACTERS
        ? null
        : noted(cache.lookUp(sql, circumstances(session)), session);
  }

  private @Nullable Outcome find(String sql, SessionState session) {
    return noted(cache.find(sql, circumstances(session)), session);
  }

  private static @Nullable Outcome noted(OutcomeCache.@Nullable Known known, SessionState session) {
    if (known == null) {
      return null;
    }
    if (!known.changes().isEmpty()) {
      session.names().note(known.changes());
    }
    return known.outcome();
  }

  @Override
  public Outcome rewrite(String sql, SessionState session) {
    if (isLongAndUnconcerned(sql)) {
      boolean sets =
          containsIgnoreCase(sql, "set_config") || containsIgnoreCase(sql, "search_path");
      session.names().note(sets ? List.of(new NameChange.Unknown(true, true, false)) : List.of());
      return Outcome.Untouched.INSTANCE;
    }
    boolean cacheable = sql.length() <= Bounds.MAX_CHARACTERS && !dependsOnSession(sql);
    Outcome known = cacheable ? find(sql, session) : null;
    return known == null ? analyse(sql, session, cacheable) : known;
  }

  private Outcome analyse(String sql, SessionState session, boolean cacheable) {
    analyses.increment();
    OutcomeCache.Circumstances before = circumstances(session);
    List<NameChange> changes = changes(sql, session);
    // What one statement of a text changes counts for those behind it.
    boolean several = !changes.isEmpty() && sql.indexOf(';') >= 0;
    if (several) {
      session.names().note(changes);
    }
    AtomicReference<@Nullable Tokens> tokens = new AtomicReference<>();
    Outcome outcome = treatment.treat(sql, session, tokens::set);
    if (!several) {
      session.names().note(changes);
    }
    if (cacheable) {
      cache.put(sql, before, new OutcomeCache.Known(outcome, changes), tokens.get());
    }
    return outcome;
  }

  @Override
  public Outcome giveUp(@Nullable String sql, SessionState session, String reason) {
    Outcome outcome = treatment.giveUp(session, reason);
    if (sql == null) {
      if (outcome instanceof Outcome.Untouched) {
        session.searchPathMayHaveChanged(); // it runs, and nobody has read it
      }
      return outcome;
    }
    OutcomeCache.Circumstances before = circumstances(session);
    List<NameChange> changes = mayChangeNames(sql) ? ANYTHING : List.of();
    session.names().note(changes);
    if (!dependsOnSession(sql)) {
      cache.putForShape(sql, before, new OutcomeCache.Known(outcome, changes));
    }
    return outcome;
  }

  /** Of what was treated under this rule set. */
  CacheStatistics cacheStatistics() {
    return cache.statistics();
  }

  /** The rules that hold, without those of partitions and children. */
  List<RuleInForce> inForce() {
    return rules.stream()
        .filter(ActiveRule::isOfOwnTable)
        .map(rule -> new RuleInForce(rule.rule(), rule.phase()))
        .toList();
  }

  /** How many statements were analysed so far, because nothing was known of their shape. */
  long analyses() {
    return analyses.sum();
  }

  /** Whether it has a word without which no name changes its meaning. */
  private static boolean mayChangeNames(String sql) {
    return NameChanges.WORDS.stream().anyMatch(word -> containsIgnoreCase(sql, word))
        || containsIgnoreCase(sql, "drop")
        || containsIgnoreCase(sql, "alter")
        || containsIgnoreCase(sql, "reset");
  }

  /**
   * Whether a statement is too long to be analysed, and need not be: rows for other tables, with
   * one of the words somewhere in them.
   */
  private boolean isLongAndUnconcerned(String sql) {
    return sql.length() > Bounds.MAX_CHARACTERS
        && (sql.regionMatches(true, 0, "insert ", 0, 7)
            || sql.regionMatches(true, 0, "copy ", 0, 5))
        && ruledNames.stream().noneMatch(name -> containsIgnoreCase(sql, name))
        && !containsIgnoreCase(sql, "u&\"");
  }

  /** What running a text changes in what unqualified names mean to its session. */
  static List<NameChange> changes(String sql, SessionState session) {
    try {
      List<NameChange> changes = new ArrayList<>(0);
      for (NameChange change :
          NameChanges.of(Tokens.of(sql, session.standardConformingStrings()))) {
        if (change instanceof NameChange.Executed executed) {
          changes.addAll(executed(executed, session));
        } else {
          changes.add(change);
        }
      }
      return List.copyOf(changes);
    } catch (LexerException unreadable) {
      return unreadable.isOfPostgres()
          ? List.of() // the server will not read it either
          : ANYTHING;
    }
  }

  /** What an EXECUTE changes, where the session has prepared in SQL what it executes. */
  private static List<NameChange> executed(NameChange.Executed change, SessionState session)
      throws LexerException {
    SqlPrepared prepared = session.prepared(change.name());
    return prepared == null
        ? List.of(change)
        : NameChanges.ofPrepared(Tokens.of(prepared.text(), prepared.standardConformingStrings()));
  }

  private OutcomeCache.Circumstances circumstances(SessionState session) {
    return new OutcomeCache.Circumstances(
        audience(session), session.standardConformingStrings(), searchPath(session));
  }

  /** The search path where the treatment depends on it; else one and the same for all. */
  private SearchPath searchPath(SessionState session) {
    return ambiguous || session.names().isFollowed() ? searchPaths.of(session) : SearchPath.UNKNOWN;
  }

  /** A number for the set of rules whose columns the session knows. */
  private int audience(SessionState session) {
    if (allKnown) {
      return 0;
    }
    BitSet known = new BitSet(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      known.set(i, rules.get(i).knownTo(session));
    }
    return audiences.computeIfAbsent(known, set -> nextAudience.incrementAndGet());
  }

  /** Such a statement is judged by what its session has prepared. */
  private static boolean isExecute(String sql) {
    return sql.regionMatches(true, 0, "execute ", 0, 8)
        && sql.length() <= 1_000
        && sql.indexOf(';') < 0;
  }

  /** Takes no parser where the statement has been treated under the rules of now. */
  private @Nullable Outcome executed(String sql, SessionState session) {
    try {
      Tokens tokens = Tokens.of(sql, session.standardConformingStrings());
      SqlPrepared prepared = tokens.size() < 2 ? null : session.prepared(tokens.get(1).value());
      if (prepared != null && !prepared.treatedUnder().equals(treatedUnder(session))) {
        return null;
      }
    } catch (LexerException unreadable) {
      return null;
    }
    Outcome outcome = treatment.treat(sql, session);
    session.names().note(changes(sql, session));
    return outcome;
  }

  private String treatedUnder(SessionState session) {
    SearchPath path = searchPath(session);
    return stamp(session) + (path.schemas() == null ? "" : " " + path.schemas());
  }

  private static boolean containsIgnoreCase(String text, String word) {
    for (int i = 0; i <= text.length() - word.length(); i++) {
      if (text.regionMatches(true, i, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may be about what the session has prepared by SQL. */
  private static boolean dependsOnSession(String sql) {
    return containsWord(sql, "prepare")
        || containsWord(sql, "execute")
        || containsWord(sql, "deallocate")
        || containsWord(sql, "discard");
  }

  private static boolean containsWord(String text, String word) {
    for (int i = 0; i <= text.length() - word.length(); i++) {
      int end = i + word.length();
      if (text.regionMatches(true, i, word, 0, word.length())
          && (i == 0 || !Lexer.continuesName(text.charAt(i - 1)))
          && (end == text.length() || !Lexer.continuesName(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long stamp(SessionState session) {
    long bits = ((long) audience(session) << 1) | (session.standardConformingStrings() ? 1 : 0);
    long names = session.names().version() & ((1L << NAME_BITS) - 1);
    return (epoch << (NAME_BITS + AUDIENCE_BITS)) | (names << AUDIENCE_BITS) | bits;
  }
}
