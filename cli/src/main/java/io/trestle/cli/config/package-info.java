/**
 * Files of YAML that operators write: the configuration of the proxy, which becomes {@link
 * io.trestle.proxy.ProxySettings} and what each database is treated by, and migrations, each a
 * {@link io.trestle.cli.config.MigrationFile}.
 *
 * <p>{@link io.trestle.cli.config.ConfigFile} reads a configuration; one class for each section of
 * it takes a {@code Section}, which knows the lines and collects everything that is wrong. Only
 * this package sees YAML. {@link io.trestle.cli.config.ConfiguredProxy} runs a proxy by such a
 * file, and reads it again when it is told to; docs/configuration.md describes the keys.
 */
@NullMarked
package io.trestle.cli.config;

import org.jspecify.annotations.NullMarked;
