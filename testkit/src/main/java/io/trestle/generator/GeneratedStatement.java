package io.trestle.generator;

import java.util.List;

/**
 * A statement.
 *
 * @param sql its text, with {@code $n} for parameters
 * @param values the parameters in their order
 * @param ordered whether it orders its rows totally
 * @param choices what it was made from
 */
public record GeneratedStatement(
    String sql, List<Value> values, boolean ordered, List<Integer> choices) {

  public GeneratedStatement {
    values = List.copyOf(values);
    choices = List.copyOf(choices);
  }

  /**
   * A parameter.
   *
   * @param type the name of its type
   * @param text its value as text
   */
  public record Value(String type, String text) {}
}
