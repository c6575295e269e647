/**
 * What the engine knows of a database: relations and their columns, and the types and values of
 * rules as the database itself resolves them. The interface and its values live here; {@code
 * io.trestle.catalog.jdbc} reads them.
 */
@NullMarked
package io.trestle.catalog;

import org.jspecify.annotations.NullMarked;
