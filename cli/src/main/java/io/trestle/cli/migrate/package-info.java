/**
 * {@code trestle migrate …}: what operators type, handed to {@link io.trestle.migrator.Migrations}.
 */
@NullMarked
package io.trestle.cli.migrate;

import org.jspecify.annotations.NullMarked;
