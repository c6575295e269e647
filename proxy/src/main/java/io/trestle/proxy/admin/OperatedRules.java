package io.trestle.proxy.admin;

import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSource;
import java.io.IOException;
import java.util.List;

/** The rules of a proxy as operators see them, from however many sources. Thread-safe. */
public interface OperatedRules {

  /** Those in force, each once. */
  List<Rule> rules();

  /**
   * Reads them again, and whatever configuration they stand in.
   *
   * @throws IOException when something is wrong, which the message says; what was before stays then
   */
  void reload() throws IOException;

  /** Those of one source. */
  static OperatedRules of(RuleSource source) {
    return new OperatedRules() {
      @Override
      public List<Rule> rules() {
        return source.current().rules();
      }

      @Override
      public void reload() throws IOException {
        try {
          source.reload();
        } catch (InvalidRulesException wrong) {
          throw new IOException(wrong.getMessage(), wrong);
        }
      }
    };
  }
}
