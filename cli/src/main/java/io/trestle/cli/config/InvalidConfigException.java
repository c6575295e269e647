package io.trestle.cli.config;

import java.util.List;

/** A configuration that cannot be taken: each problem names place, value and what was expected. */
public final class InvalidConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems one line each: {@code file:line: what is wrong; expected what}
   */
  public InvalidConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each problem. */
  public List<String> problems() {
    return problems;
  }
}
