package io.trestle.driver;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Settings of ours taken out of a URL and the properties beside it.
 *
 * @param url what is left of the URL, for the driver behind
 * @param properties what is left of the properties
 * @param values ours; the URL wins over the properties, as with the PostgreSQL driver
 */
record Settings(String url, Properties properties, Map<DriverSetting, String> values) {

  private static final String OWN_STORE = "true";

  /** Where the rule store is, and as whom it is followed. */
  record Store(String url, Properties properties) {}

  Settings {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /**
   * @param url for the driver behind, with our settings still in it
   * @throws SQLException SQLSTATE 22023 for a setting that is unknown or wrong
   */
  static Settings of(String url, @Nullable Properties given) throws SQLException {
    Map<DriverSetting, String> values = new EnumMap<>(DriverSetting.class);
    Properties left = new Properties();
    if (given != null) {
      for (String key : given.stringPropertyNames()) {
        if (key.startsWith(DriverSetting.PREFIX)) {
          put(values, key, given.getProperty(key));
        } else {
          left.setProperty(key, given.getProperty(key));
        }
      }
      given.forEach(
          (key, value) -> {
            if (!(key instanceof String && value instanceof String)) {
              left.put(key, value);
            }
          });
    }
    return new Settings(withoutOurs(url, values), left, values).checked();
  }

  /** Of a map of settings alone. */
  static Settings of(Map<String, String> given) throws SQLException {
    Map<DriverSetting, String> values = new EnumMap<>(DriverSetting.class);
    for (Map.Entry<String, String> each : given.entrySet()) {
      put(values, each.getKey(), each.getValue());
    }
    return new Settings("", new Properties(), values).checked();
  }

  private Settings checked() throws SQLException {
    if (get(DriverSetting.RULES) != null && get(DriverSetting.STORE) != null) {
      throw new SQLException(
          "trestle: "
              + DriverSetting.RULES.key()
              + " and "
              + DriverSetting.STORE.key()
              + " are both set: rules come of one of them",
          "22023");
    }
    if (OWN_STORE.equals(get(DriverSetting.STORE)) && url.isEmpty()) {
      throw new SQLException(
          "trestle: "
              + DriverSetting.STORE.key()
              + "="
              + OWN_STORE
              + " is wrong for a data source: expected jdbc:postgresql://HOST:PORT/DATABASE?user=…",
          "22023");
    }
    return this;
  }

  private static String withoutOurs(String url, Map<DriverSetting, String> values)
      throws SQLException {
    int mark = url.indexOf('?');
    if (mark < 0) {
      return url;
    }
    List<String> others = new ArrayList<>();
    for (String pair : url.substring(mark + 1).split("&", -1)) {
      if (pair.startsWith(DriverSetting.PREFIX)) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        put(values, key, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      } else if (!pair.isEmpty()) {
        others.add(pair);
      }
    }
    String path = url.substring(0, mark);
    return others.isEmpty() ? path : path + "?" + String.join("&", others);
  }

  private static String decoded(String value) throws SQLException {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException wrong) {
      throw new SQLException(
          "trestle: '" + value + "' in the URL is no text with percent signs", "22023", wrong);
    }
  }

  private static void put(Map<DriverSetting, String> values, String key, String value)
      throws SQLException {
    DriverSetting setting = DriverSetting.of(key, value);
    setting.check(value);
    values.put(setting, value);
  }

  private @Nullable String get(DriverSetting setting) {
    return values.getOrDefault(setting, setting.defaultValue());
  }

  @Nullable Path rules() {
    String file = get(DriverSetting.RULES);
    return file == null ? null : Path.of(file).toAbsolutePath().normalize();
  }

  @Nullable Store store() {
    String given = get(DriverSetting.STORE);
    if (given == null) {
      return null;
    }
    return given.equals(OWN_STORE)
        ? new Store(url, properties)
        : new Store(given, new Properties());
  }

  /** What connections call themselves; null where that is not known. */
  @Nullable String applicationName() {
    return ofDriver("ApplicationName");
  }

  /** For how long logging in may take; 0 where nothing is said. */
  int loginSeconds() {
    try {
      String given = ofDriver("loginTimeout");
      return given == null ? DriverManager.getLoginTimeout() : Integer.parseInt(given);
    } catch (NumberFormatException fraction) {
      return 0;
    }
  }

  private @Nullable String ofDriver(String name) {
    Properties parsed = Driver.parseURL(url, properties);
    return parsed == null ? null : parsed.getProperty(name);
  }

  @Nullable String catalog() {
    return get(DriverSetting.CATALOG);
  }

  /** The same, where the catalog has a URL of its own. */
  Settings requiringCatalog() throws SQLException {
    if (catalog() == null) {
      throw new SQLException(
          "trestle: "
              + DriverSetting.CATALOG.key()
              + " is missing: "
              + DriverSetting.CATALOG.meaning(),
          "22023");
    }
    return this;
  }

  boolean targetMetadata() {
    return "target".equals(get(DriverSetting.METADATA));
  }

  boolean forcesAnalysis() {
    return "true".equals(get(DriverSetting.FORCE_ANALYSIS));
  }

  Duration analysisDeadline() throws SQLException {
    return DriverSetting.ANALYSIS_DEADLINE.deadline(
        String.valueOf(get(DriverSetting.ANALYSIS_DEADLINE)));
  }
}
