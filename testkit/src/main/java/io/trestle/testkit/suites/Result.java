package io.trestle.testkit.suites;

/**
 * What came of a test.
 *
 * @param message what a failed test says, in one line; empty for all others
 */
public record Result(Ending ending, String message) {}
