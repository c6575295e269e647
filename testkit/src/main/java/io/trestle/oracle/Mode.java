package io.trestle.oracle;

import java.util.Locale;

/** How a statement is sent. */
public enum Mode {
  /** The simple protocol; parameters are written into the text as literals. */
  SIMPLE,
  /** The extended protocol in one pipeline: unnamed statement, described, text results. */
  EXTENDED,
  /**
   * The extended protocol with a named statement that is executed in two runs: the first with text,
   * the second with binary parameters and results.
   */
  PREPARED;

  int runs() {
    return this == PREPARED ? 2 : 1;
  }

  /** The name as it stands in case files and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
