package io.trestle.rewrite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trestle.engine.EngineStatistics.CacheStatistics;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.sql.StatementShape;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is known of statements that were treated: by their text, and by their shape, so that a
 * statement with other literals is found too. Bounded by bytes; thread-safe.
 *
 * <p>A shape leads to the sets of its literals that were looked at when statements of the shape
 * were analysed, and the shape with the values of one of these sets to a template. Mostly there is
 * one set, and it is empty.
 */
final class OutcomeCache {

  /**
   * What the treatment depends on beside rule set and text.
   *
   * @param audience a number for the rules whose columns the session knows
   */
  record Circumstances(int audience, boolean standardConformingStrings, SearchPath searchPath) {}

  /**
   * What is known of a statement.
   *
   * @param changes what running it changes in what unqualified names mean, so that a look-up does
   *     not have to read the text for that
   */
  record Known(Outcome outcome, List<NameChange> changes) {}

  private interface Weighed {
    int weight();
  }

  private record TextKey(String sql, Circumstances circumstances) implements Weighed {
    @Override
    public int weight() {
      return 96 + 2 * sql.length();
    }
  }

  private record ShapeKey(String shape, Circumstances circumstances) implements Weighed {
    @Override
    public int weight() {
      return 96 + 2 * shape.length();
    }
  }

  /** Some literals of a shape, by their ordinals. */
  private record Literals(List<Integer> ordinals) {
    static Literals of(int[] ordinals) {
      return new Literals(Arrays.stream(ordinals).boxed().toList());
    }
  }

  /** The set is part of it, since a shape that was evicted may come back with other sets. */
  private record VariantKey(ShapeKey shape, Literals set, List<String> values) implements Weighed {
    @Override
    public int weight() {
      int weight = 160 + 20 * values.size();
      for (String value : values) {
        weight += 64 + 2 * value.length();
      }
      return weight;
    }
  }

  private record Text(Known known) implements Weighed {
    @Override
    public int weight() {
      return known.outcome() instanceof Outcome.Rewritten rewritten
          ? 300 + 2 * rewritten.sql().length() + 40 * rewritten.edits().edits().size()
          : 300;
    }
  }

  private record Variant(Template template) implements Weighed {
    @Override
    public int weight() {
      return template.weight();
    }
  }

  /**
   * What all statements of a shape have in common.
   *
   * @param sets the literals that were looked at, of each template one of these sets
   * @param only the template, where no literal was looked at
   */
  private record Shape(List<Literals> sets, @Nullable Template only) implements Weighed {
    @Override
    public int weight() {
      return 100
          + sets.stream().mapToInt(set -> 40 + 20 * set.ordinals().size()).sum()
          + (only == null ? 0 : only.weight());
    }
  }

  /** Beyond so many the statements of a shape are known by their texts. */
  private static final int MAX_SETS = 8;

  private static final int REMEMBERED = 1 << 12;

  private final Cache<Weighed, Weighed> cache;
  private final long maxWeight;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  /** Hashes of texts that were found by their shape: those that come again get an entry. */
  private final AtomicIntegerArray foundByShape = new AtomicIntegerArray(REMEMBERED);

  /**
   * @param bytes about how many bytes it may take
   */
  OutcomeCache(long bytes) {
    maxWeight = bytes;
    cache =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Weighed key, Weighed value) -> key.weight() + value.weight())
            .evictionListener((key, value, cause) -> evictions.increment())
            .build();
  }

  /** What is known of a statement, or null; counted as a hit or a miss. */
  @Nullable Known lookUp(String sql, Circumstances circumstances) {
    Known known = find(sql, circumstances);
    (known == null ? misses : hits).increment();
    return known;
  }

  CacheStatistics statistics() {
    cache.cleanUp(); // what was put there last is weighed later, by another thread
    long weight = cache.policy().eviction().map(bound -> bound.weightedSize().orElse(0)).orElse(0L);
    return new CacheStatistics(
        cache.estimatedSize(), weight, maxWeight, hits.sum(), misses.sum(), evictions.sum());
  }

  /** What is known of a statement, or null. */
  @Nullable Known find(String sql, Circumstances circumstances) {
    TextKey byText = new TextKey(sql, circumstances);
    if (cache.getIfPresent(byText) instanceof Text text) {
      return text.known();
    }
    StatementShape shape = StatementShape.of(sql, circumstances.standardConformingStrings());
    if (shape == null || shape.literals() == 0) {
      return null;
    }
    ShapeKey byShape = new ShapeKey(shape.text(), circumstances);
    if (!(cache.getIfPresent(byShape) instanceof Shape common)) {
      return null;
    }
    Template template = common.only();
    for (int i = 0; template == null && i < common.sets().size(); i++) {
      Literals set = common.sets().get(i);
      VariantKey key = new VariantKey(byShape, set, values(sql, shape, set));
      template = cache.getIfPresent(key) instanceof Variant variant ? variant.template() : null;
    }
    if (template == null) {
      return null;
    }
    Known known = new Known(template.fit(sql, shape), List.of());
    if (comesAgain(sql)) {
      cache.put(byText, new Text(known));
    }
    return known;
  }

  /** Whether the text was found by its shape lately. May be wrong, which does no harm. */
  private boolean comesAgain(String sql) {
    int hash = sql.hashCode() | 1;
    int slot = (hash ^ (hash >>> 12)) & (REMEMBERED - 1);
    return foundByShape.getAndSet(slot, hash) == hash;
  }

  private static List<String> values(String sql, StatementShape shape, Literals set) {
    List<String> values = new ArrayList<>(set.ordinals().size());
    for (int literal : set.ordinals()) {
      values.add(sql.substring(shape.start(literal), shape.end(literal)));
    }
    return values;
  }

  /**
   * Keeps what was found out.
   *
   * @param tokens those of the statement, with the note of which literals were looked at; null
   *     where it has none
   */
  void put(String sql, Circumstances circumstances, Known known, @Nullable Tokens tokens) {
    StatementShape shape = StatementShape.of(sql, circumstances.standardConformingStrings());
    Template template =
        shape == null || tokens == null || shape.literals() == 0 || isKnownByText(sql, known)
            ? null
            : Template.of(sql, shape, known.outcome(), tokens);
    if (shape == null || template == null || !put(sql, shape, circumstances, template)) {
      cache.put(new TextKey(sql, circumstances), new Text(known));
    }
  }

  private boolean put(
      String sql, StatementShape shape, Circumstances circumstances, Template template) {
    ShapeKey key = new ShapeKey(shape.text(), circumstances);
    Literals decisive = Literals.of(template.decisive());
    if (decisive.ordinals().isEmpty()) {
      cache.put(key, new Shape(List.of(), template));
      return true;
    }
    Weighed common = cache.asMap().compute(key, (same, before) -> with(decisive, before));
    if (!(common instanceof Shape kept) || !kept.sets().contains(decisive)) {
      return false;
    }
    cache.put(new VariantKey(key, decisive, values(sql, shape, decisive)), new Variant(template));
    return true;
  }

  private static Shape with(Literals set, @Nullable Weighed before) {
    if (!(before instanceof Shape known)) {
      return new Shape(List.of(set), null);
    }
    if (known.sets().contains(set) || known.sets().size() >= MAX_SETS) {
      return known;
    }
    List<Literals> sets = new ArrayList<>(known.sets());
    sets.add(set);
    return new Shape(List.copyOf(sets), known.only());
  }

  /**
   * Whether another literal may make another change of names: of SET and its like, and of what runs
   * a text that is given as a literal. All others that could do it hold a word that no shape leaves
   * out.
   */
  private static boolean isKnownByText(String sql, Known known) {
    return !known.changes().isEmpty()
        || sql.regionMatches(true, 0, "do", 0, 2)
        || sql.regionMatches(true, 0, "call", 0, 4);
  }

  /** Keeps an outcome for all statements of a shape, whatever their literals. */
  void putForShape(String sql, Circumstances circumstances, Known known) {
    StatementShape shape = StatementShape.of(sql, circumstances.standardConformingStrings());
    if (shape == null || shape.literals() == 0 || isKnownByText(sql, known)) {
      cache.put(new TextKey(sql, circumstances), new Text(known));
    } else {
      cache.put(
          new ShapeKey(shape.text(), circumstances),
          new Shape(List.of(), Template.ofShape(known.outcome())));
    }
  }
}
