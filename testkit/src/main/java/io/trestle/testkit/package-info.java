/**
 * PostgreSQL for tests: {@link io.trestle.testkit.TestPostgres} starts one, from embedded binaries
 * or in a container.
 *
 * <p>Only tests (and {@code io.trestle.oracle}) may depend on this package.
 */
@NullMarked
package io.trestle.testkit;

import org.jspecify.annotations.NullMarked;
