package io.trestle.cli.migrate;

import io.trestle.cli.CommandFailedException;
import io.trestle.cli.JdbcUrls;
import io.trestle.migrator.MigrationException;
import io.trestle.migrator.Migrations;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.plan.UnplannableException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --database}: the database under migration. */
final class StoreDatabase {

  private static final int CONNECT_SECONDS = 10;

  @Option(
      names = "--database",
      required = true,
      paramLabel = "JDBC_URL",
      converter = Checked.class,
      description =
          "The database under migration, and its primary:"
              + " jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD")
  private @Nullable String url;

  /** A converter, for an error in a setter would show all arguments, and so a password. */
  static final class Checked implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      return JdbcUrls.checked(value);
    }
  }

  /** Connects to a database under migration. */
  static PGSimpleDataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setApplicationName("trestle-migrator");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setTcpKeepAlive(true);
    return source;
  }

  PGSimpleDataSource source() {
    return source(String.valueOf(url));
  }

  /** Its migrations, for whoever fills no rows and publishes nothing. */
  Migrations migrations() {
    return migrations(Set.of());
  }

  /** The same, for whoever fills no rows. */
  Migrations migrations(Set<String> ignoredReplicas) {
    return migrations(BackfillSettings.DEFAULTS, List.of(), ignoredReplicas);
  }

  Migrations migrations(
      BackfillSettings settings, List<Brake> brakes, Set<String> ignoredReplicas) {
    return new Migrations(source(), settings, brakes, ignoredReplicas);
  }

  /** Something that is done with migrations. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException, MigrationException, UnplannableException;
  }

  /** Does something, and says in one line what is wrong where it fails. */
  static <T> T attempt(Work<T> work) throws CommandFailedException {
    try {
      return work.run();
    } catch (UnplannableException refused) {
      throw CommandFailedException.badInput(String.valueOf(refused.getMessage()), refused);
    } catch (MigrationException | SQLException failure) {
      throw CommandFailedException.failed(io.trestle.cli.Messages.of(failure), failure);
    }
  }
}
