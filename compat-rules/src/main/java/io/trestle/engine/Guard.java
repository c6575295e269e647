package io.trestle.engine;

/**
 * A guard in a rewritten text that raises an error when a value turns out at run time to be none
 * that can be stored: {@code current_setting} of a parameter that does not exist. Its error is told
 * by SQLSTATE and by the parameter's name, which stands in the message in every language.
 *
 * @param setting the name of the setting, unique to Trestle, the rule and the kind of error
 * @param error what the client is told: 23502, as by the target database, or a held write
 */
public record Guard(String setting, SqlError error) {

  /** SQLSTATE undefined_object: what current_setting raises for an unknown parameter. */
  private static final String UNDEFINED_OBJECT = "42704";

  boolean raised(String sqlState, String message) {
    return sqlState.equals(UNDEFINED_OBJECT) && message.contains(setting);
  }
}
