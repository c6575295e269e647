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
 * The oracle on SQL that real tools emit. Every build replays the same sample; {@code
 * -Drecordings.seed=N} takes another one. Profile {@code recordings} replays all; {@code
 * -Drecordings.columns=orders.status,users.role} narrows it.
 */
@ExtendWith(NoLeaks.class)
class RecordingsIT {

  private static final double MOST_REFUSED = 1.0;
  private static final int SHOWN_DIFFERENCES = 20;

  @Test
  void toolsGetTheAnswersOfTheTarget() throws Exception {
    long seed = Long.getLong("recordings.seed", 1);
    Sample sample =
        Boolean.getBoolean("recordings.all")
            ? new Sample(Integer.MAX_VALUE, Integer.MAX_VALUE, seed)
            : new Sample(3, 80, seed);
    String columns = System.getProperty("recordings.columns", "");
    System.out.println("recordings, " + sample);
    RecordedResult result;
    try (TestPostgres postgres =
        TestPostgres.start(TestPostgres.NEWEST, Map.of("autovacuum", "off"))) {
      RecordedOracle oracle =
          RecordedOracle.ofTools(postgres, sample, System.out, SHOWN_DIFFERENCES);
      result =
          oracle.run(new ProxySubject(), columns.isEmpty() ? Set.of() : Set.of(columns.split(",")));
    }

    assertThat(result.cases()).as("cases").isPositive();
    assertThat(result.differences().size()).as("wrong answers, listed above").isZero();
    assertThat(result.refusedPercent()).as("refused, in percent").isLessThan(MOST_REFUSED);
  }
}
