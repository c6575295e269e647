package io.trestle.cli.migrate;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Which migration is meant. */
final class NamedMigration {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The migration, SCHEMA.TABLE.COLUMN; may be left out where there is only one.")
  private @Nullable String name;

  @Nullable String given() {
    return name;
  }
}
