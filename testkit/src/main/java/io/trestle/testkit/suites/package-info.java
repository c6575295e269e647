/**
 * Test suites of others, run directly and through Trestle: {@link
 * io.trestle.testkit.suites.PgjdbcSuite} runs pgjdbc's, {@link
 * io.trestle.testkit.suites.SuiteComparison} runs it both ways, and {@link
 * io.trestle.testkit.suites.AcceptedDifferences} says what may differ.
 *
 * <p>Only tests may depend on this package.
 */
@NullMarked
package io.trestle.testkit.suites;

import org.jspecify.annotations.NullMarked;
