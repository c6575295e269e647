package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.generator.Choices;
import io.trestle.generator.GeneratedStatement;
import io.trestle.generator.StatementGenerator;
import io.trestle.oracle.GeneratedCases;
import io.trestle.oracle.GeneratedCases.Failure;
import io.trestle.oracle.Mode;
import io.trestle.oracle.OracleResult;
import io.trestle.testkit.TestPostgres;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generated statements through the proxy, compared with the reference in all stages.
 *
 * <p>{@code -Dgenerated.cases=N} says how many cases, {@code -Dgenerated.seed=N} which; a case is a
 * statement in one stage. Statement number {@code i} is made from seed {@code seed + i}.
 */
@ExtendWith(NoLeaks.class)
class GeneratedIT {

  private static final int CASES = Integer.getInteger("generated.cases", 2_100);
  private static final long SEED = Long.getLong("generated.seed", 20_260);

  /** How many of the cases may be refused because they cannot be treated, in percent. */
  private static final double MOST_REFUSED = 12.0;

  /** How many may be refused because a write is held, in percent. */
  private static final double MOST_HELD = 8.0;

  /** How many the reference may call an error: the generator is to make valid statements. */
  private static final double MOST_INVALID = 25.0;

  /** How many may fail with another of several errors than the reference finds first. */
  private static final double MOST_OTHER_ERRORS = 1.0;

  private static final int MOST_FAILURES = Integer.getInteger("generated.failures", 10);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void areAnsweredAsTheReferenceAnswersThem(boolean knows) throws Exception {
    long cases = knows ? CASES * 2L / 3 : CASES / 3;
    Map<String, Failure> failures = new LinkedHashMap<>();
    OracleResult result;
    double invalid;
    double otherErrors;
    try (GeneratedCases generated =
        new GeneratedCases(TestPostgres.shared(), knows, new ProxySubject())) {
      result = generated.result();
      for (long number = 0; result.cases() < cases && failures.size() < MOST_FAILURES; number++) {
        GeneratedStatement statement =
            StatementGenerator.make(Choices.random(SEED + number), knows);
        Mode mode = Mode.values()[(int) Math.floorMod(SEED + number, (long) Mode.values().length)];
        Optional<Failure> failure = generated.run(statement, mode);
        if (failure.isPresent()) {
          failures.putIfAbsent(failure.get().statement().sql(), failure.get());
          System.out.printf(
              "seed %d:%n%s%s%n",
              SEED + number, failure.get().asCase(), failure.get().difference());
        }
      }
      invalid = 100.0 * generated.invalid() / Math.max(1, result.cases());
      System.out.printf(
          "generated statements, sessions that %s the column, seed %d: %s%n"
              + "%.2f %% refused, %.2f %% held, %.2f %% errors of the reference, %d with another error, %d too slow%n",
          knows ? "know" : "do not know",
          SEED,
          result,
          result.refusedPercent(),
          result.heldPercent(),
          invalid,
          generated.otherErrors(),
          generated.skipped());
      otherErrors = 100.0 * generated.otherErrors() / Math.max(1, result.cases());
      Map<String, String> examples = result.examples();
      result.causes().entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .forEach(
              cause ->
                  System.out.printf(
                      "%8d %s: %s%n",
                      cause.getValue(), cause.getKey(), examples.get(cause.getKey())));
    }

    assertThat(failures).as("statements that differ, listed above").isEmpty();
    assertThat(result.refusedPercent()).as("refused, in percent").isLessThan(MOST_REFUSED);
    assertThat(result.heldPercent()).as("held writes, in percent").isLessThan(MOST_HELD);
    assertThat(otherErrors)
        .as("cases with another error than the reference's, in percent")
        .isLessThan(MOST_OTHER_ERRORS);
    assertThat(invalid).as("errors of the reference, in percent").isLessThan(MOST_INVALID);
  }
}
