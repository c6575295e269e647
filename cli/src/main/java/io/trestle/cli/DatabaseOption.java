package io.trestle.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --database}: the connection on which a command looks things up. */
final class DatabaseOption {

  private @Nullable String url;

  @Option(
      names = "--database",
      paramLabel = "JDBC_URL",
      description =
          "The database to look the rules' tables, types and values up in:"
              + " jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD")
  void url(String given) {
    url = given == null ? null : JdbcUrls.checked(given);
  }

  Optional<String> url() {
    return Optional.ofNullable(url);
  }
}
