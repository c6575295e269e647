package io.trestle.cli.demo;

import io.trestle.rules.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The rules file of the demo. */
final class DemoRules {

  private DemoRules() {}

  static String text(Phase phase) {
    return """
        rules:
          - table: public.orders
            column: fulfillment_status
            type: text
            value: "'pending'"
            nullable: false
            phase: %s
            database: shop
            known-by:
              - application-name: "orders-v2*"
        """
        .formatted(phase.label());
  }

  /**
   * Replaces the file in one step, as an operator should: a reader sees the old rules or the new.
   */
  static void write(Path file, Phase phase) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text(phase));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
