/** Tests of {@code io.trestle.inspect}. */
@NullMarked
package io.trestle.inspect;

import org.jspecify.annotations.NullMarked;
