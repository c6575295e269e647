package io.trestle.rewrite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.sql.MentionScanner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rewriter of one database under one rule set and one picture of its catalog. */
final class RuleSetRewriter implements Rewriter {

  /** SQL-level PREPARE and EXECUTE are watched always: what is prepared now may be under a rule later. */
  private static final List<String> WATCHED_WORDS = List.of("prepare", "execute");

  private final long epoch;
  private final MentionScanner scanner;
  private final @Nullable ActiveRule rule;
  private final Treatment treatment;
  private final Cache<Key, Outcome> cache;

  /** What the treatment depends on beside the rule set. */
  private record Key(String sql, boolean known, boolean standardConformingStrings) {
    int weight() {
      return 64 + 2 * sql.length();
    }
  }

  /**
   * @param rule the rule that holds in the database, or null
   * @param cacheBytes about how many bytes the treated statements may take
   */
  RuleSetRewriter(long epoch, @Nullable ActiveRule rule, Catalog catalog, long cacheBytes) {
    this.epoch = epoch;
    this.rule = rule;
    this.scanner = new MentionScanner(names(rule));
    this.treatment = new Treatment(rule, catalog);
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Key key, Outcome outcome) -> key.weight() + weight(outcome))
            .build();
  }

  static List<String> names(@Nullable ActiveRule rule) {
    List<String> names = new ArrayList<>(WATCHED_WORDS);
    if (rule != null) {
      names.add(rule.table().name());
      names.addAll(rule.table().relatives());
    }
    return names;
  }

  private static int weight(Outcome outcome) {
    return outcome instanceof Outcome.Rewritten rewritten ? 200 + 2 * rewritten.sql().length() : 200;
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
    if (isAboutPreparedStatements(sql)) {
      return treatment.treat(sql, session);
    }
    return cache.getIfPresent(key(sql, session));
  }

  @Override
  public Outcome rewrite(String sql, SessionState session) {
    Outcome outcome = treatment.treat(sql, session);
    if (!dependsOnSession(sql)) {
      cache.put(key(sql, session), outcome);
    }
    return outcome;
  }

  private Key key(String sql, SessionState session) {
    return new Key(sql, isKnown(session), session.standardConformingStrings());
  }

  private boolean isKnown(SessionState session) {
    return rule == null || rule.knownTo(session);
  }

  /** Such statements are judged by the session's own history, and without a parser. */
  private static boolean isAboutPreparedStatements(String sql) {
    return sql.regionMatches(true, 0, "execute ", 0, 8)
        && sql.length() <= 1_000
        && sql.indexOf(';') < 0;
  }

  private static boolean dependsOnSession(String sql) {
    String folded = sql.toLowerCase(Locale.ROOT);
    return folded.contains("prepare") || folded.contains("execute");
  }

  @Override
  public long stamp(SessionState session) {
    long bits = (isKnown(session) ? 2 : 0) | (session.standardConformingStrings() ? 1 : 0);
    return (epoch << 2) | bits;
  }
}
