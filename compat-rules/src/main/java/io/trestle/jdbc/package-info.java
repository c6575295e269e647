/** What several packages need of JDBC beyond its interfaces. */
@NullMarked
package io.trestle.jdbc;

import org.jspecify.annotations.NullMarked;
