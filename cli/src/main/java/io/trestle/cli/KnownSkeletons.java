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
 * not analysed a million times. A literal is kept where it can matter: it may be a rule's value, is
 * short, or may name a schema. Not thread-safe.
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
    boolean matters =
        value.length() <= SHORT
            || value.indexOf('\\') >= 0 // an escape may stand for anything
            || value.contains("search_path")
            || value.contains("schema")
            || values.stream().anyMatch(held -> mayBe(held, value));
    return (matters ? value : "?") + "'";
  }

  /** With a sign before it, or blanks around it, it may be the rule's value, or nearly. */
  private static boolean mayBe(HeldValue held, String value) {
    return held.equalTo(value)
        || held.equalTo("-" + value)
        || held.equalTo(value.strip())
        || held.equalToNumber(value)
        || held.equalToNumber("-" + value);
  }
}
