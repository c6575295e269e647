package io.trestle.engine;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * What the engine of one database has done so far: counts only grow, also when rules or catalog
 * change and the cache begins anew.
 *
 * @param database the database's name
 * @param epoch of the rewriter in force
 * @param catalog how well the catalog is known
 * @param catalogReads how often it was read
 * @param catalogFailures how often it could not be read, or not be looked at
 * @param analyses statements that went through the parser
 * @param cache of what was treated
 * @param rules those in force, in their order; empty while the catalog is not known
 */
public record EngineStatistics(
    String database,
    long epoch,
    CatalogState catalog,
    long catalogReads,
    long catalogFailures,
    long analyses,
    CacheStatistics cache,
    List<RuleInForce> rules) {

  /** How well a catalog is known. */
  public enum CatalogState {
    /** It has not been read yet. */
    UNREAD,
    /** It was read; statements are treated by it. */
    READ,
    /** It could not be read: statements that mention a ruled table are refused. */
    UNREADABLE
  }

  public EngineStatistics {
    rules = List.copyOf(rules);
  }

  /**
   * Both together, as of databases of one name at two servers: counts are added, and the catalog is
   * known as well as the one that is known less.
   */
  public EngineStatistics plus(EngineStatistics other) {
    List<RuleInForce> both = new ArrayList<>(rules);
    both.addAll(other.rules);
    return new EngineStatistics(
        database,
        Math.max(epoch, other.epoch),
        catalog == CatalogState.READ || other.catalog == CatalogState.UNREADABLE
            ? other.catalog
            : catalog,
        catalogReads + other.catalogReads,
        catalogFailures + other.catalogFailures,
        analyses + other.analyses,
        cache.plus(other.cache),
        both);
  }

  /**
   * A rule as it holds in the database.
   *
   * @param treatedAs the phase it is treated in: the rule's, as far as the catalog bears it out
   */
  public record RuleInForce(Rule rule, Phase treatedAs) {}

  /**
   * Of the treated statements that are remembered.
   *
   * @param entries how many there are, about
   * @param weight their bytes, about
   * @param maxWeight the bound of that
   * @param hits look-ups that found what becomes of a statement
   * @param misses look-ups that did not, so that it was analysed
   * @param evictions entries that had to go because of the bound
   */
  public record CacheStatistics(
      long entries, long weight, long maxWeight, long hits, long misses, long evictions) {

    public static final CacheStatistics NONE = new CacheStatistics(0, 0, 0, 0, 0, 0);

    /** Of both caches together. */
    CacheStatistics plus(CacheStatistics other) {
      return new CacheStatistics(
          entries + other.entries,
          weight + other.weight,
          maxWeight + other.maxWeight,
          hits + other.hits,
          misses + other.misses,
          evictions + other.evictions);
    }

    /** The same with the counts of a cache that was there before. */
    public CacheStatistics after(CacheStatistics before) {
      return new CacheStatistics(
          entries,
          weight,
          maxWeight,
          hits + before.hits,
          misses + before.misses,
          evictions + before.evictions);
    }
  }
}
