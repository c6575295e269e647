package io.trestle.testkit.suites;

/** How a test has ended; of several runs under one name the later in this order counts. */
public enum Ending {
  SKIPPED,
  PASSED,
  FAILED
}
