package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sample of what {@link OpinionIT} checks of the whole corpus. */
class TextOutsideTest {

  /** Of the recordings, one statement of so many. */
  private static final int EVERY = 100;

  private static Set<String> statements() throws Exception {
    Set<String> statements = new LinkedHashSet<>(OpinionCorpus.oracle());
    List<String> recorded = new ArrayList<>(OpinionCorpus.recordings());
    for (int i = 0; i < recorded.size(); i += EVERY) {
      statements.add(recorded.get(i));
    }
    return statements;
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"ABSENT", "READABLE"})
  void onlyTheEditedSpansChangeAndOnlyOnce(Phase phase) throws Exception {
    int rewritten = 0;
    Set<String> statements = statements();
    for (String sql : statements) {
      Optional<Treatment> treatment = AnyTable.of(sql, phase);
      boolean absent = phase == Phase.ABSENT;
      if (treatment.isPresent() && TextOutside.check(treatment.get(), sql, absent)) {
        rewritten++;
      }
    }

    assertThat(statements).hasSizeGreaterThan(1_300);
    assertThat(rewritten).as("rewritten").isGreaterThan(statements.size() / 4);
  }
}
