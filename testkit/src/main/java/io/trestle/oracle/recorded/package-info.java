/**
 * The oracle on SQL that real tools emit: replays recordings (see {@code recordings/README.md})
 * with one existing column after the other in the part of the column under migration, and compares
 * what the target database answers directly with what comes through the subject.
 *
 * <p>In comes a {@link io.trestle.oracle.Subject}; out goes a {@link
 * io.trestle.oracle.recorded.RecordedResult}. Read {@link
 * io.trestle.oracle.recorded.RecordedOracle} first.
 */
@NullMarked
package io.trestle.oracle.recorded;

import org.jspecify.annotations.NullMarked;
