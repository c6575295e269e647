package io.trestle.cli;

import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RulesFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --rules} where a command cannot do without. */
final class RulesOption {

  @Option(
      names = "--rules",
      required = true,
      paramLabel = "FILE",
      description = "The rules file (YAML; README.md describes it).")
  private Path file = Path.of("");

  Path file() {
    return file;
  }

  /** Reads and checks the file. */
  RuleSet read() throws InvalidRulesException, CommandFailedException {
    return read(file);
  }

  static RuleSet read(Path file) throws InvalidRulesException, CommandFailedException {
    try {
      return RulesFile.parse(file);
    } catch (IOException unreadable) {
      throw CommandFailedException.badInput(
          "cannot read the rules file: " + Messages.of(unreadable), unreadable);
    }
  }
}
