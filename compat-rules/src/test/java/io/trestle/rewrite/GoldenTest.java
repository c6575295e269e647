package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.Outcome;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder below {@code golden}: a rule, a statement, and what becomes of it, for a reader to
 * check by eye.
 */
class GoldenTest {

  static List<Path> folders() throws IOException, URISyntaxException {
    Path root = Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden")).toURI());
    try (Stream<Path> folders = Files.list(root)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void statementBecomes(Path folder) throws Exception {
    Rule rule = RulesFile.parse(folder.resolve("rule.yaml")).rules().get(0);
    String in = Files.readString(folder.resolve("in.sql"));
    String out = Files.readString(folder.resolve("out.sql"));

    Outcome outcome = Shop.rewriter(rule).rewrite(in, Shop.session());

    assertThat(text(in, outcome)).isEqualTo(out);
  }

  private static String text(String in, Outcome outcome) {
    if (outcome instanceof Outcome.Rewritten rewritten) {
      return rewritten.sql();
    } else if (outcome instanceof Outcome.Refused refused) {
      return "-- refused: " + refused.error().sqlState() + " " + refused.error().message() + "\n";
    }
    return in;
  }
}
