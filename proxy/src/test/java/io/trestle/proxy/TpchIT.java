package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.oracle.recorded.RecordedOracle;
import io.trestle.oracle.recorded.RecordedOracle.Sample;
import io.trestle.oracle.recorded.RecordedResult;
import io.trestle.testkit.TestPostgres;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The oracle on the queries of TPC-H. Every build runs a sample of the columns; profile {@code
 * recordings} all. {@code -Dtpch.columns=lineitem.l_tax} narrows it, {@code -Drecordings.seed=N}
 * takes another sample.
 */
@ExtendWith(NoLeaks.class)
class TpchIT {

  /** The least at which the generator gives all rows keys of their own. */
  private static final double SCALE = 0.01;

  private static final double MOST_REFUSED = 1.0;

  /** The view of one query and what reads it, two of 22 queries over supplier, in three stages. */
  private static final double MOST_REFUSED_OF_A_COLUMN = 6.0;

  private static final int SHOWN_DIFFERENCES = 20;

  @Test
  void queriesGetTheAnswersOfTheTarget() throws Exception {
    boolean all = Boolean.getBoolean("recordings.all");
    int most = all ? Integer.MAX_VALUE : 2;
    Sample sample = new Sample(most, Integer.MAX_VALUE, Long.getLong("recordings.seed", 1));
    String columns = System.getProperty("tpch.columns", "");
    RecordedResult result;
    try (TestPostgres postgres =
        TestPostgres.start(TestPostgres.NEWEST, Map.of("autovacuum", "off", "jit", "off"))) {
      RecordedOracle oracle =
          RecordedOracle.ofTpch(postgres, SCALE, sample, System.out, SHOWN_DIFFERENCES);
      result =
          oracle.run(new ProxySubject(), columns.isEmpty() ? Set.of() : Set.of(columns.split(",")));
    }

    assertThat(result.cases()).as("cases").isPositive();
    assertThat(result.failing()).as("queries that the target does not answer").isZero();
    assertThat(result.differences().size()).as("wrong answers, listed above").isZero();
    assertThat(result.refusedPercent())
        .as("refused, in percent")
        .isLessThan(
            sample.columns() == Integer.MAX_VALUE && columns.isEmpty()
                ? MOST_REFUSED
                : MOST_REFUSED_OF_A_COLUMN);
  }
}
