/** Tests of the services, and of what judges them. */
@NullMarked
package io.trestle.cli.workload;

import org.jspecify.annotations.NullMarked;
