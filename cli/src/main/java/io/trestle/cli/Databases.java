package io.trestle.cli;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which database a command speaks about. */
final class Databases {

  private Databases() {}

  /** What judges statements for a database, or without one. */
  static Flips flips(RuleSet rules, Optional<String> url, List<Phase> phases)
      throws CommandFailedException {
    String database = name(rules, url);
    RuleSet here = rules.forDatabase(database);
    CatalogPicture picture =
        url.isPresent() ? CatalogPicture.read(here, url.get()) : CatalogPicture.offline(here);
    return new Flips(picture, database, phases);
  }

  /** The one of the URL, or else the one that the rules name, so that these are not left out. */
  static String name(RuleSet rules, Optional<String> url) {
    return url.map(JdbcUrls::databaseOf)
        .orElseGet(
            () ->
                rules.rules().stream()
                    .map(Rule::database)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(""));
  }
}
