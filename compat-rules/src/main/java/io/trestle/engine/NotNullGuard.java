package io.trestle.engine;

/**
 * A guard in a rewritten text that raises an error when a value turns out to be NULL at run time:
 * {@code current_setting} of a parameter that does not exist. Its error is told by SQLSTATE and by
 * the parameter's name, which stands in the message in every language.
 *
 * @param setting the name of the setting, unique to Trestle and the rule
 * @param error what the target database would say: 23502
 */
public record NotNullGuard(String setting, SqlError error) {

  /** SQLSTATE undefined_object: what current_setting raises for an unknown parameter. */
  private static final String UNDEFINED_OBJECT = "42704";

  boolean raised(String sqlState, String message) {
    return sqlState.equals(UNDEFINED_OBJECT) && message.contains(setting);
  }
}
