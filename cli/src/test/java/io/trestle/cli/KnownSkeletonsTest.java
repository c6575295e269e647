package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RulesFile;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KnownSkeletonsTest {

  private static final String[] LITERALS = {
    "'pending'",
    "'shipped'",
    "'pending '",
    "E'pending'",
    "E'\\x70ending'",
    "U&'pending'",
    "'cancelled'",
    "$$pending$$",
    "12345",
    "12345.0",
    "'12345'",
    "-12345",
    "1.2345e4",
    "54321",
    "1",
    "2",
    "'t'",
    "NULL"
  };
  private static final String[] STATEMENTS = {
    "UPDATE orders SET status = %s WHERE id = %s",
    "UPDATE orders SET priority = %s, note = %s",
    "INSERT INTO orders (id, status, priority) VALUES (7, %s, %s)",
    "SELECT o.status, o.priority FROM orders o WHERE o.status = %s GROUP BY o.status, 2, %s",
    "SELECT o.status, o.priority FROM orders o WHERE o.note = %s ORDER BY %s"
  };

  /** What is remembered of a skeleton must be what the engine says of each of its statements. */
  @Test
  void whatIsRememberedIsWhatTheEngineSays() throws InvalidRulesException {
    RuleSet rules =
        RulesFile.parse(
            "rules.yaml",
            "rules:\n"
                + ExplainCommandTest.STATUS
                + ExplainCommandTest.PRIORITY.replace("\"0\"", "\"12345\""));
    Flips flips = new Flips(CatalogPicture.offline(rules), "", List.of(Phase.values()));
    KnownSkeletons known = new KnownSkeletons(flips.picture());
    Sender sender = new Sender(null, null);
    Random random = new Random(3);
    Set<Verdict> seen = new HashSet<>();
    for (int i = 0; i < 600; i++) {
      String sql =
          STATEMENTS[random.nextInt(STATEMENTS.length)].formatted(
              LITERALS[random.nextInt(LITERALS.length)], LITERALS[random.nextInt(LITERALS.length)]);
      List<Rule> concerned = flips.concerned(sql);
      List<StatementFinding> direct =
          flips.judgeWorst(sql, sender, concerned).stream()
              .map(judgement -> StatementFinding.of(sql, judgement).withoutPlace())
              .toList();

      assertThat(known.findings(flips, sql, sender, concerned))
          .as(sql)
          .extracting(StatementFinding::withoutPlace)
          .isEqualTo(direct);
      direct.forEach(finding -> seen.add(finding.verdict()));
    }
    assertThat(seen).contains(Verdict.REFUSED, Verdict.REWRITTEN, Verdict.UNTOUCHED);
  }
}
