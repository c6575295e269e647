package io.trestle.driver;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.driver.lookup.BorrowedConnections;
import io.trestle.driver.lookup.KeptConnections;
import io.trestle.driver.lookup.LookUps;
import io.trestle.driver.wrap.Events;
import io.trestle.driver.wrap.Wrapping;
import io.trestle.engine.Analyst;
import io.trestle.engine.Engines;
import io.trestle.jdbc.DatabaseListener.Notifications;
import io.trestle.rewrite.ForcedAnalysis;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.FixedRules;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * What the connections of this JVM share: one engine for each rules file and database. It is made
 * at the first connection and stays as long as the JVM. Thread-safe.
 */
final class Shelf {

  /** A statement that is analysed keeps a core busy for milliseconds. */
  private static final int ANALYSIS_THREADS = 2;

  private static final int MAX_QUEUED_ANALYSES = 1_000;

  private static final int MAX_ENGINES = 100;

  private static final String MICROMETER = "io.micrometer.core.instrument.Metrics";

  private static final Map<Key, Wrapping> SHARED = new HashMap<>();

  /**
   * What tells them apart.
   *
   * @param server where the catalog is looked up, and as whom; or a data source
   */
  private record Key(
      @Nullable Path rules,
      Object server,
      boolean targetMetadata,
      Duration deadline,
      boolean forcesAnalysis) {}

  private Shelf() {}

  /**
   * For connections that are made by a URL.
   *
   * @throws SQLException when the rules cannot be read
   */
  static Wrapping forUrl(Settings settings) throws SQLException {
    String url = settings.catalog() != null ? settings.catalog() : settings.url();
    Properties properties = settings.catalog() != null ? new Properties() : settings.properties();
    return shared(
        settings,
        KeptConnections.target(url, properties),
        () -> new KeptConnections(url, properties));
  }

  /** For connections of a data source. */
  static Wrapping forSource(Settings settings, DataSource source) throws SQLException {
    String catalog = settings.catalog();
    return catalog != null
        ? forUrl(settings)
        : shared(settings, source, () -> new BorrowedConnections(source));
  }

  /**
   * Lets go of all engines with that rules file; connections that are open go on with what they
   * know.
   */
  static void release(Path rules) {
    Path file = rules.toAbsolutePath().normalize();
    List<Wrapping> released = new ArrayList<>();
    synchronized (SHARED) {
      SHARED
          .entrySet()
          .removeIf(each -> file.equals(each.getKey().rules()) && released.add(each.getValue()));
    }
    released.forEach(Wrapping::close);
  }

  private interface Maker {
    LookUps make();
  }

  private static Wrapping shared(Settings settings, Object server, Maker lookUps)
      throws SQLException {
    Key key =
        new Key(
            settings.rules(),
            server,
            settings.targetMetadata(),
            settings.analysisDeadline(),
            settings.forcesAnalysis());
    synchronized (SHARED) {
      Wrapping known = SHARED.get(key);
      if (known != null) {
        return known;
      }
      if (SHARED.size() >= MAX_ENGINES) {
        throw new SQLException(
            "trestle: connections with more than "
                + MAX_ENGINES
                + " different rules files, databases or settings in one JVM",
            "53000");
      }
      Wrapping made = make(settings, lookUps.make());
      SHARED.put(key, made);
      return made;
    }
  }

  private static Wrapping make(Settings settings, LookUps lookUps) throws SQLException {
    Events events = events();
    RuleSource rules = rules(settings.rules());
    Notifications notifications =
        lookUps instanceof KeptConnections
            ? (connection, atMost) ->
                connection
                        .unwrap(PGConnection.class)
                        .getNotifications((int) atMost.toMillis())
                        .length
                    > 0
            : null;
    Engines engines =
        new RewritingEngines(
            rules, new JdbcCatalogSource(database -> lookUps, notifications, lookUps::close));
    Analyst analyst =
        new Analyst(ANALYSIS_THREADS, MAX_QUEUED_ANALYSES, settings.analysisDeadline(), events);
    Engines asked = settings.forcesAnalysis() ? ForcedAnalysis.of(engines) : engines;
    return new Wrapping(asked, analyst, events, settings.targetMetadata());
  }

  /** Those of the service's own Micrometer, where it has that; else nobody is told. */
  private static Events events() {
    try {
      Class.forName(MICROMETER, false, Shelf.class.getClassLoader());
    } catch (ClassNotFoundException silent) {
      return Events.NONE;
    }
    return new MeterEvents();
  }

  private static RuleSource rules(@Nullable Path file) throws SQLException {
    if (file == null) {
      return new FixedRules(RuleSet.EMPTY);
    }
    try {
      return FileRuleSource.open(file);
    } catch (InvalidRulesException wrong) {
      throw new SQLException(
          "trestle: the rules are wrong: " + String.join("; ", wrong.problems()), "22023", wrong);
    } catch (IOException unreadable) {
      throw new SQLException(
          "trestle: "
              + DriverSetting.RULES.key()
              + "="
              + file
              + " cannot be read: "
              + unreadable.getMessage(),
          "22023",
          unreadable);
    }
  }
}
