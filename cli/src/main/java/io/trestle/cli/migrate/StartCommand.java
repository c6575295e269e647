package io.trestle.cli.migrate;

import io.trestle.cli.CommandFailedException;
import io.trestle.cli.PhaseConverter;
import io.trestle.cli.config.MigrationFile;
import io.trestle.migrator.Migrations;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.PlanText;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code trestle migrate start}. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Begins a migration and runs it until a phase is reached; one that has begun by the same"
          + " statement goes on where it stands. Ctrl-C stops it safely.",
      ""
    })
final class StartCommand implements Callable<Integer> {

  private static final int DECLINED = 1;

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private StatementOptions statement = new StatementOptions();

  @Option(
      names = "--to",
      paramLabel = "PHASE",
      converter = PhaseConverter.class,
      defaultValue = "complete",
      description =
          "How far: absent (only the rule is published, so that services can be deployed that know"
              + " the column), readable, writable, backfilled, complete (${DEFAULT-VALUE}).")
  private Phase target = Phase.COMPLETE;

  @Option(names = "--yes", description = "Do not show the plan and ask.")
  private boolean yes;

  @Option(
      names = "--known-by",
      paramLabel = "CONDITION",
      converter = ConditionConverter.class,
      description =
          "Sessions that know the column: application-name=PATTERN or user=PATTERN; may be given"
              + " several times. Default: all sessions.")
  private List<KnownBy> knownBy = new ArrayList<>();

  @Option(
      names = "--held-writes",
      paramLabel = "HOW",
      converter = HeldWritesConverter.class,
      defaultValue = "reject",
      description =
          "What becomes of other values for the column before writable: reject (an error) or"
              + " discard (a warning) (${DEFAULT-VALUE}).")
  private HeldWrites heldWrites = HeldWrites.REJECT;

  @Option(
      names = "--untreatable",
      paramLabel = "HOW",
      converter = UntreatableConverter.class,
      defaultValue = "refuse",
      description =
          "What becomes of statements that cannot be treated: refuse or pass (${DEFAULT-VALUE}).")
  private Untreatable untreatable = Untreatable.REFUSE;

  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private RunOptions run = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    MigrationFile described =
        statement.described(spec, new RuleOptions(knownBy, heldWrites, untreatable));
    Migrations migrations =
        database.migrations(run.settings(), run.brakes(), run.ignoredReplicas());
    PrintWriter out = spec.commandLine().getOut();
    Optional<String> begun = StoreDatabase.attempt(() -> migrations.find(described.statement()));
    String name =
        begun.isPresent()
            ? goOn(migrations, begun.get(), described, out)
            : begin(migrations, described, out);
    return name.isEmpty()
        ? DECLINED
        : Walk.run(out, name, (events, stop) -> migrations.forward(name, target, events, stop));
  }

  private String goOn(Migrations migrations, String name, MigrationFile described, PrintWriter out)
      throws CommandFailedException {
    return StoreDatabase.attempt(
        () -> {
          migrations.requireSame(name, described.plan(), described.rules(), watch.given());
          out.println("goes on with " + name + ", by the plan and options it began with");
          return name;
        });
  }

  private String begin(Migrations migrations, MigrationFile described, PrintWriter out)
      throws CommandFailedException {
    Plan plan =
        watch.in(
            StoreDatabase.attempt(() -> migrations.plan(described.statement(), described.plan())));
    if (!yes && !confirmed(plan, out)) {
      out.println("nothing is done");
      return "";
    }
    return StoreDatabase.attempt(() -> migrations.begin(plan, described.rules()));
  }

  private boolean confirmed(Plan plan, PrintWriter out) {
    out.print(PlanText.of(plan));
    out.flush();
    Console console = System.console();
    if (console == null) {
      throw new ParameterException(
          spec.commandLine(), "there is no terminal to ask on: --yes begins without a question");
    }
    String answer = console.readLine("Begin? Type yes: ");
    return answer != null && answer.strip().equalsIgnoreCase("yes");
  }

  /** Reads a condition on sessions. */
  static final class ConditionConverter implements ITypeConverter<KnownBy> {
    @Override
    public KnownBy convert(String value) {
      int sign = value.indexOf('=');
      String attribute = sign < 0 ? "" : value.substring(0, sign);
      if (!List.of("application-name", "user").contains(attribute) || sign == value.length() - 1) {
        throw new TypeConversionException(
            "'%s' is no condition; expected application-name=PATTERN or user=PATTERN"
                .formatted(value));
      }
      return new KnownBy(
          KnownBy.Attribute.valueOf(attribute.toUpperCase(Locale.ROOT).replace('-', '_')),
          value.substring(sign + 1));
    }
  }

  /** Reads what becomes of held writes. */
  static final class HeldWritesConverter implements ITypeConverter<HeldWrites> {
    @Override
    public HeldWrites convert(String value) {
      return switch (value) {
        case "reject" -> HeldWrites.REJECT;
        case "discard" -> HeldWrites.DISCARD;
        default -> throw new TypeConversionException("'" + value + "'; expected reject or discard");
      };
    }
  }

  /** Reads what becomes of untreatable statements. */
  static final class UntreatableConverter implements ITypeConverter<Untreatable> {
    @Override
    public Untreatable convert(String value) {
      return switch (value) {
        case "refuse" -> Untreatable.REFUSE;
        case "pass" -> Untreatable.PASS;
        default -> throw new TypeConversionException("'" + value + "'; expected refuse or pass");
      };
    }
  }
}
