/**
 * The JDBC driver that wraps the PostgreSQL driver: {@link io.trestle.driver.CompatDriver} for
 * URLs, {@link io.trestle.driver.CompatDataSource} around any data source. In come URLs, data
 * sources and settings ({@link io.trestle.driver.DriverSetting}); out go connections ({@code
 * io.trestle.driver.wrap}) whose statements are treated by the engine.
 */
@NullMarked
package io.trestle.driver;

import org.jspecify.annotations.NullMarked;
