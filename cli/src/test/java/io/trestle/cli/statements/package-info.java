/** Tests of the sources of statements. */
@NullMarked
package io.trestle.cli.statements;

import org.jspecify.annotations.NullMarked;
