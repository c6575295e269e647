package io.trestle.cli;

import io.trestle.proxy.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.postgresql.Driver;
import picocli.CommandLine.TypeConversionException;

/** The JDBC URLs of Trestle's own connections. */
public final class JdbcUrls {

  private static final String PREFIX = "jdbc:postgresql:";

  private JdbcUrls() {}

  /** Takes a URL as it was given. */
  public static String checked(String url) {
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
    return forUpstream(new Endpoint(upstream.host(), upstream.port()), environment);
  }

  /**
   * The same for the upstream of a configuration file. The driver knows no unix sockets: for one of
   * these it is a URL that nobody can connect by.
   */
  public static String forUpstream(Endpoint upstream, Map<String, String> environment) {
    String user = environment.getOrDefault("PGUSER", System.getProperty("user.name"));
    String database = environment.getOrDefault("PGDATABASE", user);
    StringJoiner properties = new StringJoiner("&").add("user=" + encode(user));
    add(properties, "password", environment.get("PGPASSWORD"));
    add(properties, "sslmode", environment.get("PGSSLMODE"));
    add(properties, "sslrootcert", environment.get("PGSSLROOTCERT"));
    String address = upstream.isUnix() ? "localhost:" + upstream.port() : upstream.toString();
    return "%s//%s/%s?%s".formatted(PREFIX, address, encode(database), properties);
  }

  private static void add(
      StringJoiner properties, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isEmpty()) {
      properties.add(name + "=" + encode(value));
    }
  }

  /** The database that a URL names: as the driver reads it. */
  public static String databaseOf(String url) {
    Properties properties = Driver.parseURL(url, new Properties());
    String name = properties == null ? null : properties.getProperty("PGDBNAME");
    if (name != null) {
      return name;
    }
    String user = properties == null ? null : properties.getProperty("user");
    return user != null ? user : System.getProperty("user.name");
  }

  /** The URL with another database in it. */
  static String withDatabase(String url, String database) {
    int query = url.indexOf('?');
    String address = query < 0 ? url : url.substring(0, query);
    String name = encode(database);
    String base =
        address.startsWith(PREFIX + "//")
            ? address.replaceFirst("^(" + PREFIX + "//[^/]*).*", "$1/")
            : PREFIX;
    return base + name + (query < 0 ? "" : url.substring(query));
  }

  /** For messages and logs. */
  public static String withoutPassword(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1***")
        .replaceAll("(//[^/@:]*:)[^/@]*@", "$1***@");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
