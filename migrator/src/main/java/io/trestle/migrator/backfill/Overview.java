package io.trestle.migrator.backfill;

import io.trestle.migrator.backfill.Pace.Interval;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far all relations of a run are, and how fast it goes. Confined to one thread. */
final class Overview {

  private final Map<String, RelationProgress> relations = new LinkedHashMap<>();
  private final Pace pace = new Pace();

  void put(String relation, RelationProgress progress) {
    relations.put(relation, progress);
  }

  void clear() {
    relations.clear();
  }

  Pace pace() {
    return pace;
  }

  /** How long the rest takes, or null where that is not known. */
  @Nullable Interval left() {
    return pace.expected(relations.values().stream().mapToLong(RelationProgress::remaining).sum());
  }

  Progress progress(@Nullable String relation, int batchRows, @Nullable Wait wait) {
    Interval left = left();
    return new Progress(
        relation,
        relations.size(),
        (int) relations.values().stream().filter(RelationProgress::finished).count(),
        relations.values().stream().mapToLong(RelationProgress::rowsDone).sum(),
        relations.values().stream().mapToLong(RelationProgress::rowsExpected).sum(),
        batchRows,
        pace.rowsPerSecond(),
        left == null ? null : left.from(),
        left == null ? null : left.to(),
        wait == null ? null : wait.brake(),
        wait == null ? null : wait.reason());
  }
}
