/** Reads catalogs over JDBC, from data sources that the front end provides. */
@NullMarked
package io.trestle.catalog.jdbc;

import org.jspecify.annotations.NullMarked;
