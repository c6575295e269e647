package io.trestle.migrator.plan;

import io.trestle.migrator.plan.PlanStep.Kind;
import io.trestle.migrator.plan.PlanStep.Lock;
import io.trestle.migrator.plan.PlanStep.Reads;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plans as text, for an operator. */
public final class PlanText {

  private PlanText() {}

  /** A whole plan: what is added, which way it takes and why, what to know, and the steps. */
  public static String of(Plan plan) {
    StringBuilder text = new StringBuilder();
    text.append("Table ").append(plan.table()).append('\n');
    for (NewColumn column : plan.columns()) {
      text.append("  + %s %s".formatted(column.name(), type(column)));
      text.append(column.nullable() ? "" : " NOT NULL");
      text.append(column.derived() ? ", computed: " : ", rows that exist hold: ");
      text.append(column.value());
      if (column.defaultValue() != null) {
        text.append(", new ones: ").append(column.defaultValue());
      }
      text.append('\n');
    }
    text.append("Way   %s: %s\n".formatted(plan.way().label(), plan.whyWay()));
    for (String warning : plan.warnings()) {
      text.append("Note  ").append(warning).append('\n');
    }
    text.append('\n');
    for (int i = 0; i < plan.steps().size(); i++) {
      text.append(step(i + 1, plan.steps().get(i)));
    }
    text.append(
        "\nTimes are estimates for a table of this size, without waiting for locks and nodes.\n");
    return text.toString();
  }

  private static String type(NewColumn column) {
    return column.collation() == null
        ? column.type()
        : column.type() + " COLLATE " + column.collation();
  }

  /**
   * One step.
   *
   * @param number its place in the plan, from 1
   */
  public static String step(int number, PlanStep step) {
    List<String> facts = new ArrayList<>();
    if (step.kind() == Kind.PUBLISH) {
      facts.add("waits for all nodes");
    } else if (step.kind() == Kind.FENCE) {
      facts.add("waits for all nodes and older snapshots");
    }
    if (step.lock() != Lock.NONE) {
      facts.add("lock " + step.lock().name().replace('_', ' '));
    }
    if (step.reads() != Reads.NOTHING) {
      facts.add(step.reads().name().replace('_', ' ').toLowerCase(Locale.ROOT));
    }
    if (step.kind() != Kind.PUBLISH && step.kind() != Kind.FENCE) {
      facts.add(duration(step.expected()));
    }
    StringBuilder text = new StringBuilder();
    text.append("%2d  %-22s %s\n".formatted(number, step.id(), String.join(", ", facts)));
    text.append("    ").append(step.why()).append('\n');
    for (String sql : step.sql()) {
      text.append("      ").append(sql.replace("\n", "\n      ")).append(";\n");
    }
    return text.toString();
  }

  /**
   * A duration for people: {@code under 1 s}, {@code about 40 s}, {@code about 3 h}.
   *
   * @param milliseconds -1 where it is not known
   */
  public static String duration(long milliseconds) {
    if (milliseconds < 0) {
      return "duration not known: run ANALYZE";
    } else if (milliseconds < 100) {
      return "some ms";
    } else if (milliseconds < 1_000) {
      return "under 1 s";
    } else if (milliseconds < 120_000) {
      return "about " + Math.round(milliseconds / 1_000.0) + " s";
    } else if (milliseconds < 7_200_000) {
      return "about " + Math.round(milliseconds / 60_000.0) + " min";
    }
    return "about " + Math.round(milliseconds / 3_600_000.0) + " h";
  }

  /**
   * A row that a CHECK gives: {@code id 7: value is NULL}.
   *
   * @throws SQLException when it cannot be read
   */
  public static String row(ResultSet row) throws SQLException {
    int last = row.getMetaData().getColumnCount();
    List<String> keys = new ArrayList<>();
    for (int i = 1; i < last; i++) {
      keys.add(row.getMetaData().getColumnLabel(i) + " " + row.getString(i));
    }
    return keys.isEmpty()
        ? String.valueOf(row.getString(last))
        : String.join(", ", keys) + ": " + row.getString(last);
  }
}
