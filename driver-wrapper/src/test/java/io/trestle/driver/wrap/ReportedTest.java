package io.trestle.driver.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That values are the server's, {@code SessionsIT} shows. */
class ReportedTest {

  @Test
  void thisDriverAndThisJdkLetEntriesBeKept() {
    assertThat(Reported.ENTRIES_STAY).isTrue();
  }
}
