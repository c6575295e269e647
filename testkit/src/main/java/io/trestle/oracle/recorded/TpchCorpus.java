package io.trestle.oracle.recorded;

import io.trestle.testkit.TestPostgres;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The queries of TPC-H over generated tables. Tables and queries come from the artifact of the
 * generator; nothing of them is here. Each query is sent as a simple Query and by messages.
 */
final class TpchCorpus implements RecordedCorpus {

  private static final int QUERIES = 22;

  /** The query that makes a view; the benchmark allows for a WITH in its place. */
  private static final Pattern OVER_A_VIEW =
      Pattern.compile(
          "CREATE OR REPLACE VIEW (?<name>\\w+) AS(?<view>[^;]+);(?<query>.+)", Pattern.DOTALL);

  private final double scale;

  /**
   * @param scale 1 is about a gigabyte; 0.01 has 60,000 line items
   */
  TpchCorpus(double scale) {
    this.scale = scale;
  }

  @Override
  public String title() {
    return "TPC-H at scale " + scale;
  }

  @Override
  public void load(TestPostgres postgres, String database) throws SQLException, IOException {
    TpchTables.load(postgres, database, scale);
  }

  @Override
  public List<RecordedUnit> units() throws IOException {
    List<RecordedUnit> units = new ArrayList<>();
    for (int number = 1; number <= QUERIES; number++) {
      String query = query(number);
      add(units, "q" + number, query);
      Matcher overView = OVER_A_VIEW.matcher(query);
      if (overView.matches()) {
        add(
            units,
            "q" + number + " with WITH",
            "WITH %s AS (%s) %s"
                .formatted(
                    overView.group("name"), overView.group("view"), overView.group("query")));
      }
    }
    return units;
  }

  private static void add(List<RecordedUnit> units, String name, String script) {
    List<String> texts =
        Arrays.stream(script.split(";", -1)).filter(text -> !text.isBlank()).toList();
    for (boolean extended : new boolean[] {false, true}) {
      units.add(
          new RecordedUnit(
              name + (extended ? " by messages" : " simple"),
              texts.stream()
                  .map(text -> new RecordedStatement(extended, text, List.of(), List.of()))
                  .toList()));
    }
  }

  /** Without the comment before it, which has semicolons. */
  private static String query(int number) throws IOException {
    String resource = "queries/q" + number + ".sql";
    try (InputStream in = TpchTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the generator of TPC-H has no " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    }
  }
}
