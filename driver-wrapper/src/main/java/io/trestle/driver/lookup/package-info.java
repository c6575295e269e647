/**
 * Connections for looking up the catalog, never those on which a service has something under way:
 * kept ones where its URL is known, else borrowed from its data source for the moment.
 */
@NullMarked
package io.trestle.driver.lookup;

import org.jspecify.annotations.NullMarked;
