/**
 * The commands. {@link io.trestle.cli.Main} reads the command line and hands over to one class for
 * each command; a command calls the engine and the proxy by their facades, and prints.
 *
 * <p>What a program may read goes to standard output; log lines and errors go to standard error.
 */
@NullMarked
package io.trestle.cli;

import org.jspecify.annotations.NullMarked;
