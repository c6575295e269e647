package io.trestle.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.postgresql.Driver;
import picocli.CommandLine.TypeConversionException;

/** The JDBC URLs of Trestle's own connections. */
final class JdbcUrls {

  private static final String PREFIX = "jdbc:postgresql:";

  private JdbcUrls() {}

  /** Takes a URL as it was given. */
  static String checked(String url) {
    if (!url.startsWith(PREFIX) || Driver.parseURL(url, new Properties()) == null) {
      throw new TypeConversionException(
          "'%s' is not the JDBC URL of a PostgreSQL database; expected"
                  .formatted(withoutPassword(url))
              + " jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD");
    }
    return url;
  }

  /**
   * The URL for an upstream when none was given, with user, password and TLS mode from the
   * variables that libpq knows: PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE. A .pgpass file is read
   * by the driver.
   */
  static String forUpstream(HostPort upstream, Map<String, String> environment) {
    String user = environment.getOrDefault("PGUSER", System.getProperty("user.name"));
    String database = environment.getOrDefault("PGDATABASE", user);
    StringJoiner properties = new StringJoiner("&").add("user=" + encode(user));
    add(properties, "password", environment.get("PGPASSWORD"));
    add(properties, "sslmode", environment.get("PGSSLMODE"));
    add(properties, "sslrootcert", environment.get("PGSSLROOTCERT"));
    return "%s//%s/%s?%s".formatted(PREFIX, upstream, encode(database), properties);
  }

  private static void add(
      StringJoiner properties, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isEmpty()) {
      properties.add(name + "=" + encode(value));
    }
  }

  /** The database that a URL names: as the driver reads it. */
  static String databaseOf(String url) {
    Properties properties = Driver.parseURL(url, new Properties());
    String name = properties == null ? null : properties.getProperty("PGDBNAME");
    if (name != null) {
      return name;
    }
    String user = properties == null ? null : properties.getProperty("user");
    return user != null ? user : System.getProperty("user.name");
  }

  /** For messages and logs. */
  static String withoutPassword(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1***")
        .replaceAll("(//[^/@:]*:)[^/@]*@", "$1***@");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
