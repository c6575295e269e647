package io.trestle.cli;

import io.trestle.engine.HeldValue;
import io.trestle.inspect.StatementText;
import io.trestle.rules.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found of statements that differ in literals only, so that a log of a million of them is
 * not analysed a million times. A literal counts by what can matter of it: whether it is a rule's
 * value, and its text where that is short or may name a schema. Not thread-safe.
 */
final class KnownSkeletons {

  private static final int MAX_ENTRIES = 5_000;
  private static final int LONGEST = 10_000;

  /** A position in ORDER BY or GROUP BY is no longer. */
  private static final int SHORT = 3;

  private final List<HeldValue> values;
  private final Map<Key, List<StatementFinding>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<StatementFinding>> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  private record Key(String skeleton, Sender sender) {}

  KnownSkeletons(CatalogPicture picture) {
    values =
        picture.rules().rules().stream()
            .map(rule -> picture.actual().get(0).columns().get(rule.name()))
            .filter(Objects::nonNull)
            .map(column -> column.value())
            .toList();
  }

  /** What becomes of a statement under each flip of the rules. */
  List<StatementFinding> findings(Flips flips, String sql, Sender sender, List<Rule> rules) {
    Optional<StatementText> text = StatementText.of(sql);
    if (text.isEmpty() || sql.length() > LONGEST) {
      return judged(flips, sql, sender, rules);
    }
    Key key = new Key(text.get().skeleton(this::literal), sender);
    List<StatementFinding> findings = known.get(key);
    if (findings == null) {
      findings = judged(flips, sql, sender, rules);
      known.put(key, findings);
    }
    return findings;
  }

  private static List<StatementFinding> judged(
      Flips flips, String sql, Sender sender, List<Rule> rules) {
    return flips.judgeWorst(sql, sender, rules).stream()
        .map(judgement -> StatementFinding.of(sql, judgement))
        .toList();
  }

  private String literal(String value) {
    if (value.length() <= SHORT
        || value.indexOf('\\') >= 0 // an escape may stand for anything
        || value.contains("search_path")
        || value.contains("schema")) {
      return value + "'";
    }
    StringBuilder matches = new StringBuilder("?");
    for (int i = 0; i < values.size(); i++) {
      HeldValue held = values.get(i);
      if (held.equalTo(value) || held.equalTo("-" + value) || held.equalTo(value.strip())) {
        matches.append('=').append(i);
      }
    }
    return matches.append('\'').toString();
  }
}
