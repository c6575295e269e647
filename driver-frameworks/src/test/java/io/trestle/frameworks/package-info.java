/**
 * The driver under the frameworks that services use, each as it is usually set up. In: a URL of the
 * driver, or a data source wrapped by it, on a database in which the column is missing. Out: rows
 * as in the target database; nothing is refused but held writes. Read {@link
 * io.trestle.frameworks.Shop} first.
 */
@NullMarked
package io.trestle.frameworks;

import org.jspecify.annotations.NullMarked;
