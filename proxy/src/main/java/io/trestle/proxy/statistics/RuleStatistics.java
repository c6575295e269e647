package io.trestle.proxy.statistics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What was done in one database because of one rule. Thread-safe. */
public final class RuleStatistics {

  /** For what no rule is the cause of, and for rules beyond {@link OfAll#MAX}. */
  static final String OTHER = "other";

  private final String database;
  private final String rule;
  private final LongAdder rewritten = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder discarded = new LongAdder();
  private final LongAdder healed = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

  private RuleStatistics(String database, String rule) {
    this.database = database;
    this.rule = rule;
  }

  public String database() {
    return database;
  }

  public String rule() {
    return rule;
  }

  void countRewritten() {
    rewritten.increment();
  }

  /** A value that cannot be stored yet was an error. */
  void countRejected() {
    rejected.increment();
  }

  /** A value that cannot be stored yet was dropped. */
  void countDiscarded() {
    discarded.increment();
  }

  void countHealed() {
    healed.increment();
  }

  /**
   * @return whether it is the first of that SQLSTATE
   */
  boolean countRefused(String sqlState) {
    LongAdder known = refused.get(sqlState);
    if (known != null) {
      known.increment();
      return false;
    }
    refused.computeIfAbsent(sqlState, any -> new LongAdder()).increment();
    return true;
  }

  /** Statements over the rule's table that were sent on with another text. */
  public long rewritten() {
    return rewritten.sum();
  }

  /** Values held back with an error: part of those refused. */
  public long rejected() {
    return rejected.sum();
  }

  /** Values held back with a warning. */
  public long discarded() {
    return discarded.sum();
  }

  /** Values held back, in either way. */
  public long held() {
    return rejected() + discarded();
  }

  /** Errors of prepared statements that no client saw. */
  public long healed() {
    return healed.sum();
  }

  public long refused() {
    return refused.values().stream().mapToLong(LongAdder::sum).sum();
  }

  public long refused(String sqlState) {
    LongAdder count = refused.get(sqlState);
    return count == null ? 0 : count.sum();
  }

  /** Refused statements by SQLSTATE. */
  public Map<String, Long> refusedByCause() {
    Map<String, Long> counts = new TreeMap<>();
    refused.forEach((sqlState, count) -> counts.put(sqlState, count.sum()));
    return counts;
  }

  /** Those of one database, by the rule's name. */
  static final class OfDatabase {
    private final String database;
    private final OfAll all;
    private final Map<String, RuleStatistics> byRule = new ConcurrentHashMap<>();

    private OfDatabase(String database, OfAll all) {
      this.database = database;
      this.all = all;
    }

    /** Never more than {@link OfAll#MAX} of all databases; what is beyond is counted as one. */
    RuleStatistics of(String rule) {
      RuleStatistics known = byRule.get(rule);
      return known == null ? all.create(this, rule) : known;
    }

    Map<String, RuleStatistics> byRule() {
      return byRule;
    }
  }

  /** Those of all databases. */
  static final class OfAll {
    static final int MAX = 2_000;
    static final int MAX_DATABASES = 1_000;

    private final Map<String, OfDatabase> byDatabase = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Consumer<RuleStatistics> onNew;

    OfAll(Consumer<RuleStatistics> onNew) {
      this.onNew = onNew;
    }

    /** The names are those of databases that a session has logged in to. */
    OfDatabase of(String database) {
      OfDatabase known = byDatabase.get(database);
      if (known != null) {
        return known;
      }
      String name = byDatabase.size() < MAX_DATABASES ? database : OTHER;
      return byDatabase.computeIfAbsent(name, any -> new OfDatabase(name, this));
    }

    Map<String, OfDatabase> byDatabase() {
      return byDatabase;
    }

    private synchronized RuleStatistics create(OfDatabase database, String rule) {
      String name = size.get() < MAX ? rule : OTHER;
      RuleStatistics known = database.byRule.get(name);
      if (known != null) {
        return known;
      }
      RuleStatistics created = new RuleStatistics(database.database, name);
      size.incrementAndGet();
      database.byRule.put(name, created);
      onNew.accept(created);
      return created;
    }
  }
}
