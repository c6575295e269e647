package io.trestle.bench.migration;

import io.trestle.cli.workload.Closer;
import io.trestle.cli.workload.FinalCheck;
import io.trestle.cli.workload.NewService;
import io.trestle.cli.workload.OldService;
import io.trestle.cli.workload.OrderBook;
import io.trestle.cli.workload.OrdersTable;
import io.trestle.cli.workload.RunningService;
import io.trestle.cli.workload.Service;
import io.trestle.cli.workload.StoreProxy;
import io.trestle.cli.workload.Tally;
import io.trestle.cli.workload.Value;
import io.trestle.migrator.MigrationException;
import io.trestle.migrator.Migrations;
import io.trestle.migrator.backfill.ActivityBrake;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.backfill.ReplicaBrake;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A migration beneath services that know the column and services that do not, over two proxies and
 * a driver: through all phases, back by one, back altogether, and through all again. Every answer
 * is compared with a ledger, and at the end the whole table.
 */
public final class MigrationUnderLoad {

  private final String url;
  private final int rows;
  private final Value value;
  private final Duration perPhase;
  private final Duration pause;
  private final Journal journal = new Journal();
  private final OrderBook book;
  private final Migrations migrations;

  /**
   * @param url JDBC URL of an empty database, with a superuser
   * @param perPhase how long services work in each phase, beside what is done in it
   */
  MigrationUnderLoad(String url, int rows, Value value, Duration perPhase, Duration pause) {
    this.url = url;
    this.rows = rows;
    this.value = value;
    this.perPhase = perPhase;
    this.pause = pause;
    this.book = new OrderBook(rows, value);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    this.migrations =
        new Migrations(
            source,
            BackfillSettings.DEFAULTS,
            Brake.all(ReplicaBrake.Settings.DEFAULTS, ActivityBrake.DEFAULT_SESSIONS),
            Set.of());
  }

  /**
   * @param args JDBC URL (jdbc:postgresql:…), number of rows, constant or derived, seconds per
   *     phase, milliseconds that services pause between two things they do
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 5 || !args[0].startsWith("jdbc:postgresql:")) {
      System.err.println(
          "Usage: MigrationUnderLoad jdbc:postgresql://HOST:PORT/DATABASE?user=…"
              + " ROWS constant|derived SECONDS PAUSE");
      System.exit(2);
    }
    Value value = args[2].equals("constant") ? Value.CONSTANT : Value.CHANGING;
    boolean passed =
        new MigrationUnderLoad(
                args[0],
                Integer.parseInt(args[1]),
                value,
                Duration.ofSeconds(Integer.parseInt(args[3])),
                Duration.ofMillis(Integer.parseInt(args[4])))
            .run();
    System.exit(passed ? 0 : 1);
  }

  /** Runs it, and prints what was seen. Returns whether nothing was wrong. */
  boolean run()
      throws IOException,
          SQLException,
          InvalidRulesException,
          MigrationException,
          UnplannableException,
          InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%n%,d rows; V: %s; two proxies and a driver; services pause for %d ms%n",
        rows,
        value.sql(),
        pause.toMillis());
    long compared;
    try (Closer closer = new Closer();
        Connection operator = DriverManager.getConnection(url)) {
      OrdersTable.create(operator, rows);
      migrations.init();
      walk(closer, nodes(closer));
      compared = FinalCheck.run(operator, book, journal.course(), journal.whole());
    }
    journal.lines().forEach(System.out::println);
    Tally whole = journal.whole();
    boolean passed = whole.statements() > 0 && whole.errors() == 0 && whole.wrongAnswers() == 0;
    System.out.printf(
        Locale.ROOT,
        "%s: %,d statements, %,d errors, %,d wrong answers; %,d rows compared at the end%n",
        passed ? "PASSED" : "FAILED",
        whole.statements(),
        whole.errors(),
        whole.wrongAnswers(),
        compared);
    return passed;
  }

  /** What services have in their configuration, for each node. */
  private List<String> nodes(Closer closer)
      throws IOException, SQLException, InvalidRulesException {
    URI server = URI.create(url.substring("jdbc:".length()));
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      StoreProxy proxy =
          closer.open(() -> StoreProxy.start(server.getHost(), server.getPort(), url));
      urls.add(
          "jdbc:postgresql://127.0.0.1:%d%s?%s"
              .formatted(proxy.port(), server.getPath(), server.getQuery()));
    }
    urls.add(url.replace("jdbc:", "jdbc:trestle:") + "&trestle.store=true");
    return urls;
  }

  private void walk(Closer closer, List<String> nodes)
      throws IOException,
          SQLException,
          InvalidRulesException,
          MigrationException,
          UnplannableException,
          InterruptedException {
    List<RunningService> old = start(closer, new OldService(), nodes);
    String name = begin();
    forward(name, Phase.ABSENT);
    List<RunningService> knowing = start(closer, new NewService(), nodes);
    letServicesWork();
    forward(name, Phase.READABLE, Phase.WRITABLE, Phase.BACKFILLED);
    back(name, Phase.WRITABLE);
    forward(name, Phase.BACKFILLED);
    back(name, Phase.WRITABLE, Phase.READABLE);
    journal.empties();
    back(name, Phase.ABSENT);
    forward(name, Phase.READABLE, Phase.WRITABLE, Phase.BACKFILLED, Phase.COMPLETE);
    old.forEach(closer::closeNow);
    migrations.withdraw(name, journal, () -> false);
    letServicesWork();
    knowing.forEach(closer::closeNow);
  }

  private List<RunningService> start(Closer closer, Service service, List<String> nodes)
      throws IOException, SQLException, InvalidRulesException {
    List<RunningService> running = new ArrayList<>();
    for (String node : nodes) {
      running.add(
          closer.open(() -> RunningService.start(service, book, journal.course(), node, 1, pause)));
    }
    return running;
  }

  private String begin() throws SQLException, MigrationException, UnplannableException {
    PlanOptions options = new PlanOptions(null, Map.of(), true, List.of());
    return migrations.begin(
        migrations.plan(
            value.statement(), value == Value.CONSTANT ? options : options.withValue(value.sql())),
        new RuleOptions(
            List.of(new KnownBy(KnownBy.Attribute.APPLICATION_NAME, "orders-v2*")),
            HeldWrites.REJECT,
            Untreatable.REFUSE));
  }

  private void forward(String name, Phase... phases)
      throws SQLException, MigrationException, InterruptedException {
    for (Phase phase : phases) {
      migrations.forward(name, phase, journal, () -> false);
      letServicesWork();
    }
  }

  private void back(String name, Phase... phases)
      throws SQLException, MigrationException, InterruptedException {
    for (Phase phase : phases) {
      migrations.back(name, phase, true, journal, () -> false);
      letServicesWork();
    }
  }

  private void letServicesWork() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(perPhase.toNanos());
  }
}
