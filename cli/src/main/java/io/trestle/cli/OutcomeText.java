package io.trestle.cli;

import io.trestle.engine.CopyField;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.Guard;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.HeldValue;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import io.trestle.inspect.StatementText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Judgement} into words, without naming its phase. */
final class OutcomeText {

  private static final String INDENT = "  ";

  private final String sql;
  private final Palette palette;
  private final boolean whole;

  /**
   * @param sql the statement as it was sent
   * @param whole whether a long statement is shown whole
   */
  OutcomeText(String sql, Palette palette, boolean whole) {
    this.sql = sql;
    this.palette = palette;
    this.whole = whole;
  }

  /** The verdict, and what belongs to it, indented. */
  List<String> lines(Judgement judgement) {
    List<String> lines = new ArrayList<>();
    Verdict verdict = judgement.verdict();
    lines.add(verdict.isBad() ? palette.bad(verdict.words()) : verdict.words());
    if (verdict == Verdict.UNKNOWN) {
      return lines;
    }
    if (judgement.outcome() instanceof Outcome.Refused refused) {
      addTrouble(lines, refused.error());
    } else if (judgement.outcome() instanceof Outcome.Rewritten rewritten) {
      MarkedSql.lines(sql, rewritten, palette, whole).forEach(line -> lines.add(INDENT + line));
      conditions(rewritten).forEach(line -> lines.add(INDENT + line));
    }
    return lines;
  }

  private void addTrouble(List<String> lines, SqlError error) {
    Trouble trouble = Trouble.of(error);
    SourcePlace place = trouble.position() == 0 ? null : SourcePlace.of(sql, trouble.position());
    trouble(trouble, place, palette).forEach(line -> lines.add(INDENT + line));
  }

  /** What a client would be told, and where it comes of. */
  static List<String> trouble(Trouble trouble, @Nullable SourcePlace place, Palette palette) {
    List<String> lines = new ArrayList<>();
    lines.add(trouble.sqlState() + " " + trouble.name() + ": " + trouble.construct());
    if (trouble.rule() != null && trouble.sqlState().startsWith("TR")) {
      lines.add("by rule " + trouble.rule());
    }
    if (place != null) {
      lines.add("at " + place.label());
      lines.add(INDENT + place.text());
      lines.add(INDENT + palette.bad(place.mark()));
    }
    if (trouble.wayOut() != null) {
      lines.add("way out: " + trouble.wayOut());
    }
    return lines;
  }

  /** What is done with parameters, and what each execution leads to. */
  static List<String> conditions(Outcome.Rewritten rewritten) {
    List<String> lines = new ArrayList<>();
    SqlError fails = rewritten.alwaysFails();
    if (fails != null) {
      lines.add("each execution is error " + fails.sqlState() + ": " + fails.message());
    }
    dropped(rewritten)
        .forEach(
            parameter -> lines.add("$" + parameter + " leaves the text; it is bound as before"));
    rewritten.held().forEach(held -> lines.add(condition(held)));
    rewritten
        .copies()
        .values()
        .forEach(plan -> plan.fields().forEach(field -> lines.add(condition(plan, field))));
    rewritten.guards().stream().map(OutcomeText::condition).distinct().forEach(lines::add);
    rewritten.notices().stream()
        .map(
            notice -> "each execution gives WARNING " + notice.sqlState() + ": " + notice.message())
        .forEach(lines::add);
    return lines;
  }

  private static String condition(Guard guard) {
    SqlError error = guard.error();
    String what =
        error.isRefusal()
            ? "another value than V that only the run shows is error "
            : "a NULL that only the run shows is error ";
    return what + error.sqlState() + ": " + error.message();
  }

  /** The parameters that the client's text mentions and the server's does not. */
  static Set<Integer> dropped(Outcome.Rewritten rewritten) {
    Set<Integer> remaining =
        StatementText.of(rewritten.sql()).map(StatementText::parameters).orElse(Set.of());
    Set<Integer> dropped = new TreeSet<>();
    for (Outcome.ParameterType parameter : rewritten.parameterTypes()) {
      if (!remaining.contains(parameter.parameter())) {
        dropped.add(parameter.parameter());
      }
    }
    return dropped;
  }

  private static String condition(HeldParameter held) {
    String start = "$" + held.parameter() + " is checked when it is bound: ";
    SqlError whenNull = held.nullPasses() ? null : held.whenNull();
    if (held.value() == null) {
      return start
          + (whenNull == null ? "any value passes" : "NULL is error " + whenNull.sqlState());
    }
    return start + values(held.value(), whenNull, held.whenOther());
  }

  private static String condition(CopyPlan plan, CopyField field) {
    return "column %s is taken out of the data: %s"
        .formatted(
            plan.columns().get(field.index()),
            values(field.value(), field.whenNull(), field.whenOther()));
  }

  private static String values(
      HeldValue value, @Nullable SqlError whenNull, @Nullable SqlError whenOther) {
    return "%s passes, %s%s"
        .formatted(
            value.equals(HeldValue.UNKNOWN) ? "NULL" : "'" + value.text() + "'",
            whenNull == null ? "" : "NULL is error " + whenNull.sqlState() + ", ",
            whenOther == null
                ? "any other value is dropped with a WARNING"
                : "any other value is error " + whenOther.sqlState());
  }
}
