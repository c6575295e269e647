package io.trestle.rewrite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlPrepared;
import io.trestle.sql.LexerException;
import io.trestle.sql.MentionScanner;
import io.trestle.sql.Tokens;
import java.nio.ByteBuffer;
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
  private static final List<String> WATCHED_WORDS =
      List.of("prepare", "execute", "deallocate", "discard", "search_path", "schema");

  /** The bits of a stamp below the epoch. */
  static final int AUDIENCE_BITS = 24;

  private final long epoch;
  private final Catalog catalog;
  private final MentionScanner scanner;
  private final List<ActiveRule> rules;
  private final boolean allKnown;
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
   * @param mayChangeSearchPath whether running it may change what unqualified names mean, so that a
   *     look-up does not have to read the text for that
   */
  private record Entry(Outcome outcome, boolean mayChangeSearchPath) {
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
    this.rules = List.copyOf(rules);
    this.allKnown = rules.stream().allMatch(rule -> rule.rule().knownBy().isEmpty());
    this.catalog = catalog;
    this.scanner = new MentionScanner(names(rules));
    this.treatment = new Treatment(rules, catalog, this::treatedUnder);
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Key key, Entry entry) -> key.weight() + entry.weight())
            .build();
  }

  static List<String> names(List<ActiveRule> rules) {
    Set<String> names = new LinkedHashSet<>(WATCHED_WORDS);
    for (ActiveRule rule : rules) {
      names.add(rule.table().name());
      names.addAll(rule.table().relatives());
    }
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
    if (entry.mayChangeSearchPath()) {
      session.searchPathMayHaveChanged();
    }
    return entry.outcome();
  }

  @Override
  public Outcome rewrite(String sql, SessionState session) {
    boolean mayChangeSearchPath = noteSearchPath(sql, session);
    Outcome outcome = treatment.treat(sql, session);
    if (!dependsOnSession(sql)) {
      cache.put(key(sql, session), new Entry(outcome, mayChangeSearchPath));
    }
    return outcome;
  }

  private Key key(String sql, SessionState session) {
    return new Key(
        sql, audience(session), session.standardConformingStrings(), searchPath(session));
  }

  /** The search path where the treatment depends on it; else one and the same for all. */
  private SearchPath searchPath(SessionState session) {
    boolean matters =
        rules.stream().anyMatch(rule -> catalog.named(rule.table().name()).size() > 1);
    return matters ? SearchPath.of(session, catalog) : SearchPath.UNKNOWN;
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
    noteSearchPath(sql, session);
    return treatment.treat(sql, session);
  }

  private String treatedUnder(SessionState session) {
    SearchPath path = searchPath(session);
    return stamp(session) + (path.schemas() == null ? "" : " " + path.schemas());
  }

  /**
   * Any statement that has the words may change the search path: SET, SET SCHEMA, set_config, a
   * function.
   */
  private static boolean noteSearchPath(String sql, SessionState session) {
    boolean mayChange = containsIgnoreCase(sql, "search_path") || containsIgnoreCase(sql, "schema");
    if (mayChange) {
      session.searchPathMayHaveChanged();
    }
    return mayChange;
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
    return (epoch << AUDIENCE_BITS) | bits;
  }
}
