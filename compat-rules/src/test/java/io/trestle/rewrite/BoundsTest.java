package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements that want more than their share. */
class BoundsTest {

  /** What the proxy's threads of analysis have. */
  private static final long STACK_BYTES = 16L << 20;

  private static final long MOST_ALLOCATED = 256L << 20;

  private final SessionState session = Shop.session();

  private static RuleSetRewriter rewriter(String more) throws Exception {
    Rule rule =
        RulesFile.parse(
                "r.yaml",
                """
                rules:
                  - table: public.orders
                    column: status
                    type: text
                    value: "'pending'"
                    phase: absent
                %s
                """
                    .formatted(more))
            .rules()
            .get(0);
    return Shop.rewriter(rule);
  }

  private static String repeated(String part, int times, String separator) {
    return String.join(separator, Collections.nCopies(times, part));
  }

  private static String statement(String kind, int size) {
    String from = "SELECT status FROM orders WHERE ";
    return switch (kind) {
      case "parentheses" -> from + "(".repeat(size) + "true" + ")".repeat(size);
      case "brackets" ->
          "SELECT " + "ARRAY[".repeat(size) + "status" + "]".repeat(size) + " FROM orders";
      case "functions" ->
          "SELECT " + "f(".repeat(size) + "status" + ")".repeat(size) + " FROM orders";
      case "ands" -> from + repeated("status = 'a'", size, " AND ");
      case "pairs" -> from + repeated("(id = 1 AND note = 'x')", size, " OR ");
      case "concatenations" -> from + "note = " + repeated("status", size, " || ");
      case "arrows" -> from + "note" + " -> 'b'".repeat(size) + " = 'x'";
      case "cases" ->
          "SELECT "
              + "CASE WHEN status = 'x' THEN note ELSE ".repeat(size)
              + "'1'"
              + " END".repeat(size)
              + " FROM orders";
      case "unions" -> repeated("SELECT status FROM orders", size, " UNION ALL ");
      case "list" -> from + "id IN (" + repeated("1", size, ", ") + ")";
      case "rows" ->
          "INSERT INTO orders (id, status, note) VALUES "
              + repeated("(1, 'pending', NULL)", size, ", ");
      case "whole rows" -> "SELECT " + repeated("(SELECT count(o) FROM orders o)", size, ", ");
      case "literal" -> from + "note = '" + "x".repeat(size) + "'";
      case "comment" -> "/*" + "x".repeat(size) + "*/ " + from + "true";
      case "statements" -> repeated("SELECT status FROM orders", size, ";");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** The outcome, with a bound on what the thread has allocated. */
  private Outcome treat(RuleSetRewriter rewriter, String sql) throws InterruptedException {
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    AtomicLong allocated = new AtomicLong();
    Thread thread =
        new Thread(
            null,
            () -> {
              ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
              long before = counter.getCurrentThreadAllocatedBytes();
              outcome.set(rewriter.rewrite(sql, session));
              allocated.set(counter.getCurrentThreadAllocatedBytes() - before);
            },
            "analysis",
            STACK_BYTES);
    thread.start();
    thread.join();
    assertThat(allocated.get()).as("bytes allocated").isLessThan(MOST_ALLOCATED);
    return outcome.get();
  }

  @ParameterizedTest
  @CsvSource({
    "parentheses, 200", "brackets, 200", "functions, 200", "ands, 500", "ands, 5000", "pairs, 1000",
    "concatenations, 500", "arrows, 500", "cases, 190", "unions, 500", "list, 20000", "rows, 10000",
    "whole rows, 50", "literal, 1000000", "comment, 1000000", "statements, 500"
  })
  void treatsWhatIsLarge(String kind, int size) throws Exception {
    assertThat(treat(rewriter(""), statement(kind, size))).isInstanceOf(Outcome.Rewritten.class);
  }

  @ParameterizedTest
  @CsvSource({
    "parentheses, 201", "parentheses, 100000", "brackets, 500", "functions, 500", "ands, 20000",
    "concatenations, 20000", "arrows, 20000", "cases, 500", "cases, 20000", "whole rows, 300",
    "literal, 1048576", "list, 200000"
  })
  void refusesWhatIsTooLarge(String kind, int size) throws Exception {
    Outcome outcome = treat(rewriter(""), statement(kind, size));

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).error().sqlState()).isEqualTo("TR005");
    assertThat(((Outcome.Refused) outcome).error().message()).contains("public.orders.status");
  }

  @Test
  void whatIsTooLargePassesWhereTheRuleSaysSo() throws Exception {
    RuleSetRewriter passing = rewriter("    untreatable: pass");

    assertThat(treat(passing, statement("cases", 500))).isEqualTo(Outcome.Untouched.INSTANCE);
  }

  @Test
  void whatWasGivenUpIsNotTriedAgainWithOtherLiterals() throws Exception {
    RuleSetRewriter rewriter = rewriter("");

    Outcome given = rewriter.giveUp("SELECT status FROM orders WHERE id = 1", session, "slow");

    assertThat(((Outcome.Refused) given).error().sqlState()).isEqualTo("TR005");
    assertThat(rewriter.cached("SELECT status FROM orders WHERE id = 25", session))
        .isEqualTo(given);
    assertThat(rewriter.cached("SELECT status FROM orders WHERE id = '1'", session)).isNull();
    assertThat(rewriter("    untreatable: pass").giveUp(null, session, "large"))
        .isEqualTo(Outcome.Untouched.INSTANCE);
  }

  @Test
  void whereNoRuleIsNothingIsTooLarge() {
    RuleSetRewriter none = new RuleSetRewriter(1, List.of(), Catalog.EMPTY, 1 << 20);

    assertThat(none.rewrite("SELECT " + repeated("execute", 250_000, ","), session))
        .isEqualTo(Outcome.Untouched.INSTANCE);
  }
}
