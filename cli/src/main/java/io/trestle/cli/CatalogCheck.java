package io.trestle.cli;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.Relation;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether rules fit a database. */
final class CatalogCheck {

  private CatalogCheck() {}

  /**
   * Looks the rules up. Blocks.
   *
   * @return a line for each rule that does not fit, with its origin
   */
  static List<String> run(RuleSet rules, String url) throws CommandFailedException {
    String database = JdbcUrls.databaseOf(url);
    List<String> problems = new ArrayList<>();
    try (CatalogDataSources dataSources = new CatalogDataSources(url);
        CatalogSource source = new JdbcCatalogSource(dataSources)) {
      for (Rule rule : rules.forDatabase(database).rules()) {
        look(rule, source, database).ifPresent(problems::add);
      }
      return problems;
    }
  }

  private static Optional<String> look(Rule rule, CatalogSource source, String database)
      throws CommandFailedException {
    try {
      Catalog catalog = source.read(database, new RuleSet(List.of(rule)));
      return problem(rule, catalog, database).map(text -> rule.origin() + ": " + text);
    } catch (SQLException failure) {
      String message = Messages.of(failure);
      if (message.startsWith(rule.origin())) {
        return Optional.of(message); // its type or value is not of this database
      }
      throw CommandFailedException.failed(
          "database %s cannot be asked: %s".formatted(database, message), failure);
    }
  }

  static Optional<String> problem(Rule rule, Catalog catalog, String database) {
    Optional<Relation> found = catalog.find(rule.schema(), rule.table());
    String table = rule.schema() + "." + rule.table();
    if (found.isEmpty()) {
      return Optional.of("table %s does not exist in database %s".formatted(table, database));
    }
    return phaseProblem(rule, found.get());
  }

  private static Optional<String> phaseProblem(Rule rule, Relation relation) {
    Phase phase = rule.phase();
    Optional<Relation.Column> column =
        relation.columns().stream().filter(each -> each.name().equals(rule.column())).findFirst();
    if (column.isEmpty() && phase != Phase.ABSENT) {
      return Optional.of(
          "phase %s, but column %s does not exist; expected phase absent until it does"
              .formatted(phase.label(), rule.name()));
    }
    boolean direct = phase.read() == Phase.ReadFlag.DIRECT;
    if (direct && !rule.nullable() && column.isPresent() && !column.get().notNull()) {
      return Optional.of(
          "phase %s, but column %s is not NOT NULL; expected phase writable until it is"
              .formatted(phase.label(), rule.name()));
    }
    boolean hasValue = rule.isNull() || column.isEmpty() || column.get().hasDefault();
    if (rule.nullable() && phase == Phase.READABLE && !hasValue) {
      return Optional.of(
          "phase readable, but column %s has no default, so that its rows do not hold %s; expected it to be added with DEFAULT %s"
              .formatted(rule.name(), rule.value(), rule.value()));
    }
    boolean writes = phase.write() != Phase.WriteFlag.HOLD;
    if (writes && rule.defaultValue() != null && column.isPresent() && !column.get().hasDefault()) {
      return Optional.of(
          "phase %s, but column %s has no default; expected phase readable until it has %s"
              .formatted(phase.label(), rule.name(), rule.defaultValue()));
    }
    return Optional.empty();
  }
}
