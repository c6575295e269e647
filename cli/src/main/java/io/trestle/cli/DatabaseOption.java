package io.trestle.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --database}: the connection on which a command looks things up. */
final class DatabaseOption {

  @Option(
      names = "--database",
      paramLabel = "JDBC_URL",
      converter = Checked.class,
      description =
          "The database to look the rules' tables, types and values up in:"
              + " jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD")
  private @Nullable String url;

  Optional<String> url() {
    return Optional.ofNullable(url);
  }

  /** A converter, for an error in a setter would show all arguments, and so a password. */
  static final class Checked implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      return JdbcUrls.checked(value);
    }
  }
}
