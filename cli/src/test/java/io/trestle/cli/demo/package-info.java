/** Tests of the demo's parts, and of the demo as a whole. */
@NullMarked
package io.trestle.cli.demo;

import org.jspecify.annotations.NullMarked;
