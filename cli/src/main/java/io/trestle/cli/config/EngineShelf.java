package io.trestle.cli.config;

import io.trestle.catalog.CatalogSource;
import io.trestle.cli.Messages;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.DatabaseSettings;
import io.trestle.proxy.StoreRules;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.FixedRules;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import io.trestle.rules.RulesFile;
import io.trestle.rules.store.StoreRuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of the databases of a configuration: one for each pair of a rules file, or store, and
 * a server to look up in. Not thread-safe.
 */
final class EngineShelf implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineShelf.class);

  /**
   * What tells engines apart.
   *
   * @param url its database is of no account: each is looked up by its own name
   */
  private record Key(@Nullable Path rules, @Nullable String store, String url) {}

  private record Opened(RuleSource rules, CatalogDataSources dataSources, Engines engines) {
    void close() {
      engines.close();
      dataSources.close();
    }
  }

  private final Map<String, String> environment;
  private final Map<Key, Opened> opened = new LinkedHashMap<>();
  private Map<DatabaseSettings, Key> inForce = Map.of();

  /**
   * @param environment has user and password for databases without a catalog URL
   */
  EngineShelf(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Opens what a configuration needs, and reads its rules again; all of it or nothing.
   *
   * @throws InvalidConfigException when rules are wrong or cannot be read; all is as before then
   */
  void open(Configuration configuration) throws InvalidConfigException {
    List<String> problems = new ArrayList<>();
    Map<DatabaseSettings, Key> next = new HashMap<>();
    Map<Key, RuleSource> added = new HashMap<>();
    for (DatabaseConfig database : configuration.databases()) {
      Key key =
          new Key(
              database.rules(), database.store(), configuration.catalogUrl(database, environment));
      next.put(database.settings(), key);
      try {
        if (opened.containsKey(key)) {
          validate(key.rules());
        } else if (!added.containsKey(key)) {
          added.put(key, rules(key));
        }
      } catch (InvalidRulesException invalid) {
        invalid.problems().stream().filter(each -> !problems.contains(each)).forEach(problems::add);
      } catch (IOException unreadable) {
        problems.add(database.origin() + ": rules: " + Messages.of(unreadable));
      } catch (SQLException unusable) {
        problems.add(database.origin() + ": store: " + Messages.of(unusable));
      }
    }
    if (!problems.isEmpty()) {
      added.values().forEach(RuleSource::close);
      throw new InvalidConfigException(problems);
    }
    for (Key key : Set.copyOf(next.values())) {
      RuleSource rules = added.get(key);
      if (rules == null) {
        reload(opened.get(key).rules());
      } else {
        opened.put(key, open(key, rules));
      }
    }
    inForce = next;
  }

  private static void validate(@Nullable Path file) throws InvalidRulesException, IOException {
    if (file != null) {
      RulesFile.parse(file);
    }
  }

  /** A file that has been valid a moment ago. */
  private static void reload(RuleSource rules) {
    try {
      rules.reload();
    } catch (InvalidRulesException changedSince) {
      LOG.debug("the source has said what is wrong", changedSince);
    }
  }

  private static RuleSource rules(Key key) throws InvalidRulesException, IOException, SQLException {
    if (key.store() != null) {
      return StoreRules.open(key.store(), StoreRuleSource.thisProcess());
    }
    return key.rules() == null ? new FixedRules(RuleSet.EMPTY) : FileRuleSource.open(key.rules());
  }

  private static Opened open(Key key, RuleSource rules) {
    CatalogDataSources dataSources = new CatalogDataSources(key.url());
    CatalogSource catalog = dataSources.catalogs();
    return new Opened(rules, dataSources, new RewritingEngines(rules, catalog));
  }

  /** The engines of a database of the configuration opened last. */
  Engines engines(DatabaseSettings database) {
    Opened found = opened.get(inForce.get(database));
    if (found == null) {
      throw new IllegalStateException("no engines for " + database);
    }
    return found.engines();
  }

  /** The rules of all databases in use, each once. */
  List<Rule> rules() {
    return opened.values().stream()
        .flatMap(each -> each.rules().current().rules().stream())
        .distinct()
        .toList();
  }

  /** Closes what is in no use any more. */
  void retire(Predicate<Engines> inUse) {
    for (Iterator<Opened> all = opened.values().iterator(); all.hasNext(); ) {
      Opened each = all.next();
      if (!inUse.test(each.engines())) {
        each.close();
        all.remove();
      }
    }
  }

  @Override
  public void close() {
    opened.values().forEach(Opened::close);
    opened.clear();
  }
}
