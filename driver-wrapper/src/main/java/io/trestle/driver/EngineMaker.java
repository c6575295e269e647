package io.trestle.driver;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.driver.lookup.KeptConnections;
import io.trestle.driver.lookup.LookUps;
import io.trestle.driver.lookup.StoreConnections;
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
import io.trestle.rules.store.StoreRuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Makes what is on the {@link Shelf}, out of settings. */
final class EngineMaker {

  /** A statement that is analysed keeps a core busy for milliseconds. */
  private static final int ANALYSIS_THREADS = 2;

  private static final int MAX_QUEUED_ANALYSES = 1_000;

  private static final String MICROMETER = "io.micrometer.core.instrument.Metrics";

  private static final Notifications NOTIFICATIONS =
      (connection, atMost) ->
          connection.unwrap(PGConnection.class).getNotifications((int) atMost.toMillis()).length
              > 0;

  private EngineMaker() {}

  /**
   * An engine with its rules and look-ups, which end with it.
   *
   * @throws SQLException when the rules cannot be read, or the store not followed
   */
  static Wrapping make(Settings settings, LookUps lookUps) throws SQLException {
    Events events = events();
    Settings.Store store = settings.store();
    RuleSource rules =
        store == null ? rules(settings.rules()) : follow(store, settings.applicationName());
    Notifications notifications = lookUps instanceof KeptConnections ? NOTIFICATIONS : null;
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
      Class.forName(MICROMETER, false, EngineMaker.class.getClassLoader());
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

  private static RuleSource follow(Settings.Store store, @Nullable String application)
      throws SQLException {
    String version =
        Objects.requireNonNullElse(
            EngineMaker.class.getPackage().getImplementationVersion(), "dev");
    try {
      return StoreRuleSource.open(
          new StoreConnections(store.url(), store.properties()),
          NOTIFICATIONS,
          "driver",
          nodeName(application),
          version);
    } catch (SQLException unusable) {
      throw new SQLException(
          DriverSetting.STORE.key() + ": " + unusable.getMessage(),
          unusable.getSQLState(),
          unusable);
    }
  }

  /** Says to operators which JVM this is. */
  private static String nodeName(@Nullable String application) {
    String process = StoreRuleSource.thisProcess();
    return application == null ? process : process + " " + application;
  }
}
