/** Tests of the commands, of the launcher, and of the arrows between modules. */
@NullMarked
package io.trestle.cli;

import org.jspecify.annotations.NullMarked;
