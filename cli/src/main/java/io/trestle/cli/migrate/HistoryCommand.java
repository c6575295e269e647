package io.trestle.cli.migrate;

import io.trestle.cli.Json;
import io.trestle.migrator.HistoryEntry;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trestle migrate history}. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says what has happened: when, by whom, from what to what, and why.")
final class HistoryCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();

  @Option(names = "--json", description = "As JSON, an object a line.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<HistoryEntry> entries = StoreDatabase.attempt(() -> database.migrations().history());
    PrintWriter out = spec.commandLine().getOut();
    entries.forEach(entry -> out.println(json ? Json.write(members(entry)) : line(entry)));
    return 0;
  }

  private static String line(HistoryEntry entry) {
    return "%s  epoch %d  %s  %s  %s%s%s"
        .formatted(
            entry.at().truncatedTo(ChronoUnit.SECONDS),
            entry.epoch(),
            entry.who(),
            shown(entry.migration()),
            entry.event(),
            entry.after() == null
                ? ""
                : "  %s -> %s".formatted(shown(entry.before()), entry.after()),
            entry.why() == null ? "" : "  " + entry.why().replaceAll("\\s+", " "));
  }

  private static String shown(@Nullable String value) {
    return value == null ? "-" : value;
  }

  private static Map<String, @Nullable Object> members(HistoryEntry entry) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("at", entry.at().toString());
    members.put("who", entry.who());
    members.put("migration", entry.migration());
    members.put("epoch", entry.epoch());
    members.put("event", entry.event());
    members.put("from", entry.before());
    members.put("to", entry.after());
    members.put("why", entry.why());
    return members;
  }
}
