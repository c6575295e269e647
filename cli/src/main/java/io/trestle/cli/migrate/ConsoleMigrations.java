package io.trestle.cli.migrate;

import io.trestle.cli.Messages;
import io.trestle.migrator.MigrationException;
import io.trestle.migrator.Migrations;
import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.Status;
import io.trestle.migrator.Status.Member;
import io.trestle.migrator.Status.Step;
import io.trestle.migrator.backfill.ActivityBrake;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.backfill.Progress;
import io.trestle.migrator.backfill.ReplicaBrake;
import io.trestle.proxy.admin.MigrationControl;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The migrations of a proxy's databases for its console: seen with the rights of a node, run by the
 * role that an operator has given for that, at the pace and with the brakes that {@code trestle
 * migrate} has by default. Thread-safe.
 */
public final class ConsoleMigrations implements MigrationControl {

  private static final int LOOK_SECONDS = 10;
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final String NO_RIGHT = "42501";
  private static final String NOT_READY = "55000";
  private static final String RIGHTS = "docs/migrations.md lists the rights of each role.";

  private final Supplier<List<MigratedDatabase>> databases;

  /**
   * @param databases those of now
   */
  public ConsoleMigrations(Supplier<List<MigratedDatabase>> databases) {
    this.databases = databases;
  }

  @Override
  public List<Migration> migrations() {
    List<Migration> found = new ArrayList<>();
    for (MigratedDatabase database : databases.get()) {
      try {
        Status status = look(database);
        open(status).forEach(each -> found.add(shown(database.name(), status, each)));
      } catch (SQLException failure) {
        found.add(Migration.unknown(database.name(), Messages.of(failure)));
      }
    }
    return found;
  }

  private static Status look(MigratedDatabase database) throws SQLException {
    PGSimpleDataSource source = StoreDatabase.source(database.store());
    source.setSocketTimeout(LOOK_SECONDS);
    return new Migrations(source, BackfillSettings.DEFAULTS, List.of(), Set.of()).status();
  }

  private static List<Status.Migration> open(Status status) {
    return status.migrations().stream().filter(each -> each.ended() == null).toList();
  }

  private static Migration shown(String database, Status status, Status.Migration migration) {
    List<Step> steps = migration.steps();
    Progress progress = migration.progress();
    return new Migration(
        database,
        migration.message(),
        migration.name(),
        migration.phase(),
        migration.state(),
        steps.stream()
            .filter(step -> step.started() != null && step.finished() == null)
            .map(Step::id)
            .findFirst()
            .orElse(null),
        steps.stream().filter(step -> step.finished() != null).count(),
        (long) steps.size(),
        progress == null ? null : progress.rowsDone(),
        progress == null ? null : progress.rowsExpected(),
        progress == null ? null : Math.round(progress.rowsPerSecond()),
        waitsFor(status, progress),
        migration.watchesUntil(),
        migration.runner(),
        migration.started(),
        migration.statement());
  }

  private static @Nullable String waitsFor(Status status, @Nullable Progress progress) {
    if (progress != null && progress.brake() != null) {
      return progress.brake() + ": " + progress.reason();
    }
    List<String> late =
        status.members().stream()
            .filter(member -> member.acknowledged() < status.epoch())
            .map(ConsoleMigrations::text)
            .toList();
    return late.isEmpty() ? null : String.join("; ", late);
  }

  private static String text(Member member) {
    String more = member.waitsFor() == null ? "" : ", which waits for " + member.waitsFor();
    return member.kind() + " " + member.name() + more;
  }

  @Override
  public boolean take(Move move, String user, Consumer<String> notices, BooleanSupplier stop)
      throws RefusedException {
    MigratedDatabase database = find(move);
    if (database.migrator() == null) {
      throw new RefusedException(
          NOT_READY,
          "this console may not run the migrations of database \"%s\"".formatted(database.name()),
          "Start the proxy with --migrator JDBC_URL, or set databases.NAME.migrator in its"
              + " configuration file: the database, and the role that runs migrations there.");
    }
    try {
      return run(move, migrations(database.migrator(), user), notices, stop);
    } catch (MigrationException refused) {
      throw new RefusedException(NOT_READY, Messages.of(refused), null);
    } catch (SQLException failure) {
      throw refused(database, failure);
    }
  }

  private static Migrations migrations(String url, String user) {
    return new Migrations(
            StoreDatabase.source(url),
            BackfillSettings.DEFAULTS,
            Brake.all(ReplicaBrake.Settings.DEFAULTS, ActivityBrake.DEFAULT_SESSIONS),
            Set.of())
        .by(user + " (console)");
  }

  private static boolean run(
      Move move, Migrations migrations, Consumer<String> notices, BooleanSupplier stop)
      throws SQLException, MigrationException {
    String name = migrations.named(move.migration());
    ProgressLines events =
        new ProgressLines(line -> notices.accept(line.strip().replaceAll(" +", " ")), PROGRESS);
    Result result = migrations.take(name, move.target(), events, stop);
    if (result == Result.ENDED) {
      notices.accept(name + " has ended, its rules are withdrawn");
    }
    return result != Result.STOPPED;
  }

  private static RefusedException refused(MigratedDatabase database, SQLException failure) {
    String state = Objects.requireNonNullElse(failure.getSQLState(), "58000");
    return new RefusedException(
        state,
        "database \"%s\": %s".formatted(database.name(), Messages.of(failure)),
        state.equals(NO_RIGHT) ? RIGHTS : null);
  }

  /** The database that is meant: by its name, the only one, or the only one that has it. */
  private MigratedDatabase find(Move move) throws RefusedException {
    List<MigratedDatabase> all = databases.get();
    List<MigratedDatabase> meant =
        all.stream()
            .filter(each -> move.database() == null || each.name().equals(move.database()))
            .toList();
    if (meant.isEmpty()) {
      throw new RefusedException(
          "3D000",
          move.database() == null
              ? "no database of this proxy follows a rule store"
              : "database \"%s\" follows no rule store here".formatted(move.database()),
          "SHOW MIGRATIONS lists migrations with their databases.");
    }
    List<MigratedDatabase> having = meant.size() == 1 ? meant : having(meant, move.migration());
    if (having.size() != 1) {
      throw ambiguous(having);
    }
    return having.get(0);
  }

  private static RefusedException ambiguous(List<MigratedDatabase> having) {
    String names = having.stream().map(MigratedDatabase::name).collect(Collectors.joining(", "));
    return having.isEmpty()
        ? new RefusedException(NOT_READY, "no such migration is under way", null)
        : new RefusedException(
            "42P09",
            "migrations that are meant by this are under way in several databases: " + names,
            "SET PHASE migration TO phase IN database says which.");
  }

  private static List<MigratedDatabase> having(
      List<MigratedDatabase> databases, @Nullable String migration) throws RefusedException {
    List<MigratedDatabase> having = new ArrayList<>();
    for (MigratedDatabase database : databases) {
      try {
        if (open(look(database)).stream()
            .anyMatch(each -> migration == null || each.name().equals(migration))) {
          having.add(database);
        }
      } catch (SQLException failure) {
        throw refused(database, failure);
      }
    }
    return having;
  }
}
