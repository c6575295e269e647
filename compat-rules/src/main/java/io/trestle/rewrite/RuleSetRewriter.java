package io.trestle.rewrite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trestle.catalog.Catalog;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlPrepared;
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

  /** The bits of a stamp below the epoch. */
  static final int AUDIENCE_BITS = 24;

  /** Those between them and the epoch, for what unqualified names mean to the session. */
  static final int NAME_BITS = 20;

  private final long epoch;
  private final Catalog catalog;
  private final MentionScanner scanner;
  private final List<ActiveRule> rules;
  private final boolean allKnown;
  private final boolean ambiguous;
  private final Set<String> ruledNames;
  private final Map<BitSet, Integer> audiences = new ConcurrentHashMap<>();
  private final AtomicInteger nextAudience = new AtomicInteger();
  private final Treatment treatment;
  private final Cache<Key, Entry> cache;

  /** What the treatment depends on beside the rule set. */
  private record Key(
      String sql, int audience, boolean standardConformingStrings, SearchPath searchPath) {
    int weight() {
      return 64 + 2 * sql.length();
    }
  }

  /**
   * What is known of a statement that was treated.
   *
   * @param changes what running it changes in what unqualified names mean, so that a look-up does
   *     not have to read the text for that
   */
  private record Entry(Outcome outcome, List<NameChange> changes) {
    int weight() {
      return outcome instanceof Outcome.Rewritten rewritten
          ? 200 + 2 * rewritten.sql().length()
          : 200;
    }
  }

  /**
   * @param rules the rules that hold in the database, in their order
   * @param cacheBytes about how many bytes the treated statements may take
   */
  RuleSetRewriter(long epoch, List<ActiveRule> rules, Catalog catalog, long cacheBytes) {
    this.epoch = epoch;
    this.rules = RulesOfChildren.with(rules, catalog);
    this.allKnown = rules.stream().allMatch(rule -> rule.rule().knownBy().isEmpty());
    this.catalog = catalog;
    this.ruledNames = OtherNames.watched(this.rules);
    this.scanner = new MentionScanner(names(this.rules));
    this.ambiguous = names(this.rules).stream().anyMatch(name -> catalog.named(name).size() > 1);
    this.treatment = new Treatment(this.rules, catalog, this::treatedUnder);
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Key key, Entry entry) -> key.weight() + entry.weight())
            .build();
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
  public boolean mentions(ByteBuffer buffer, int from, int to) {
    return scanner.mentions(buffer, from, to);
  }

  @Override
  public @Nullable Outcome cached(String sql, SessionState session) {
    if (isExecute(sql)) {
      return executed(sql, session);
    }
    Entry entry = cache.getIfPresent(key(sql, session));
    if (entry == null) {
      return null;
    }
    if (!entry.changes().isEmpty()) {
      session.names().note(entry.changes());
    }
    return entry.outcome();
  }

  @Override
  public Outcome rewrite(String sql, SessionState session) {
    if (isLongAndUnconcerned(sql)) {
      boolean sets =
          containsIgnoreCase(sql, "set_config") || containsIgnoreCase(sql, "search_path");
      session.names().note(sets ? List.of(new NameChange.Unknown(true, false)) : List.of());
      return Outcome.Untouched.INSTANCE;
    }
    Key key = key(sql, session);
    List<NameChange> changes = changes(sql, session);
    // What one statement of a text changes counts for those behind it.
    boolean first = changes.isEmpty() || sql.indexOf(';') < 0;
    if (!first) {
      session.names().note(changes);
    }
    Outcome outcome = treatment.treat(sql, session);
    if (first) {
      session.names().note(changes);
    }
    if (!dependsOnSession(sql)) {
      cache.put(key, new Entry(outcome, changes));
    }
    return outcome;
  }

  /**
   * Whether a statement is too long to be analysed, and need not be: rows for other tables, with
   * one of the words somewhere in them.
   */
  private boolean isLongAndUnconcerned(String sql) {
    return sql.length() > Treatment.MAX_CHARACTERS
        && (sql.regionMatches(true, 0, "insert ", 0, 7)
            || sql.regionMatches(true, 0, "copy ", 0, 5))
        && ruledNames.stream().noneMatch(name -> containsIgnoreCase(sql, name))
        && !containsIgnoreCase(sql, "u&\"");
  }

  /** What running a text changes in what unqualified names mean to its session. */
  static List<NameChange> changes(String sql, SessionState session) {
    try {
      return NameChanges.of(Tokens.of(sql, session.standardConformingStrings()));
    } catch (LexerException unreadable) {
      return unreadable.isOfPostgres()
          ? List.of() // the server will not read it either
          : List.of(new NameChange.Unknown(true, true));
    }
  }

  private Key key(String sql, SessionState session) {
    return new Key(
        sql, audience(session), session.standardConformingStrings(), searchPath(session));
  }

  /** The search path where the treatment depends on it; else one and the same for all. */
  private SearchPath searchPath(SessionState session) {
    return ambiguous || session.names().isFollowed()
        ? SearchPath.of(session, catalog)
        : SearchPath.UNKNOWN;
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

  private static boolean dependsOnSession(String sql) {
    return containsIgnoreCase(sql, "prepare") || containsIgnoreCase(sql, "execute");
  }

  @Override
  public long stamp(SessionState session) {
    long bits = ((long) audience(session) << 1) | (session.standardConformingStrings() ? 1 : 0);
    long names = session.names().version() & ((1L << NAME_BITS) - 1);
    return (epoch << (NAME_BITS + AUDIENCE_BITS)) | (names << AUDIENCE_BITS) | bits;
  }
}
