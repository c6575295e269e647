/**
 * The driver's own connections, never those on which a service has something under way. For looking
 * up the catalog: kept ones where the URL is known, else borrowed from the data source for the
 * moment. For following a rule store: of its own, at the primary.
 */
@NullMarked
package io.trestle.driver.lookup;

import org.jspecify.annotations.NullMarked;
