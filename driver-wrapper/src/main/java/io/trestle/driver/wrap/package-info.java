/**
 * The wrappers of JDBC's objects. In comes a connection of the PostgreSQL driver, out goes one that
 * asks the engine what becomes of each text.
 *
 * <p>Read in this order: {@code Wrapping} (what connections share), {@code DriverSession} (what one
 * is to the engine; {@code KnownSchema}), {@code TextTreatment} and {@code Treated} (what becomes
 * of a text), {@code CompatStatement} and {@code CompatPreparedStatement}, {@code Execution}; then
 * {@code Account} (what a connection has open, for the rule store). What a parameter is as a value
 * for the column say {@code Parameters}, {@code Typed} and {@code ValueText}. The {@code
 * Delegating…} classes are written by the build ({@code
 * src/generator/java/GenerateDelegates.java}): they hand every method on, and what is otherwise is
 * overridden here by hand.
 *
 * <p>{@code Pgjdbc}, {@code JdbcText} and {@code Reported} have what is asked of the PostgreSQL
 * driver beyond JDBC: placeholders are cut by its own rules, so that both count them alike.
 */
@NullMarked
package io.trestle.driver.wrap;

import org.jspecify.annotations.NullMarked;
