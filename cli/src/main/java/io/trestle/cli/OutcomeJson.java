package io.trestle.cli;

import io.trestle.engine.CopyField;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.HeldValue;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Judgement} into JSON, as docs/commands.md describes it. */
final class OutcomeJson {

  private OutcomeJson() {}

  static Map<String, Object> of(String sql, Judgement judgement) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("rule", judgement.flip().rule().name());
    entry.put("phase", judgement.flip().phase().label());
    entry.put("now", judgement.flip().isNow());
    entry.put("outcome", judgement.verdict().label());
    if (judgement.verdict() == Verdict.UNKNOWN) {
      return entry;
    }
    if (judgement.outcome() instanceof Outcome.Refused refused) {
      entry.put("error", Trouble.of(refused.error()).json(sql));
    } else if (judgement.outcome() instanceof Outcome.Rewritten rewritten) {
      put(entry, sql, rewritten);
    }
    return entry;
  }

  private static void put(Map<String, Object> entry, String sql, Outcome.Rewritten rewritten) {
    SqlError fails = rewritten.alwaysFails();
    if (fails != null) {
      entry.put("error", Trouble.of(fails).json(sql));
    }
    entry.put("sql", rewritten.sql());
    List<Object> edits = new ArrayList<>();
    for (MarkedSql.Edit edit : MarkedSql.edits(sql, rewritten)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("position", edit.offset() + 1);
      one.put("old", edit.old());
      one.put("new", edit.replacement());
      edits.add(one);
    }
    entry.put("edits", edits);
    Set<Integer> dropped = OutcomeText.dropped(rewritten);
    entry.put("dropped_parameters", List.copyOf(dropped));
    entry.put("checked_parameters", rewritten.held().stream().map(OutcomeJson::parameter).toList());
    entry.put(
        "copy_columns",
        rewritten.copies().values().stream()
            .flatMap(plan -> plan.fields().stream().map(field -> field(plan, field)))
            .toList());
    entry.put(
        "runtime_checks",
        rewritten.guards().stream().map(guard -> guard.error().sqlState()).toList());
    entry.put("warnings", rewritten.notices().stream().map(notice -> notice.message()).toList());
  }

  private static Map<String, Object> parameter(HeldParameter held) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("parameter", held.parameter());
    boolean constant = held.value() != null && !held.value().equals(HeldValue.UNKNOWN);
    one.put("passes", constant ? held.value().text() : null);
    one.put("null_is", held.nullPasses() ? null : sqlState(held.whenNull()));
    one.put("other_is", sqlState(held.whenOther()));
    return one;
  }

  private static Map<String, Object> field(CopyPlan plan, CopyField field) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("column", plan.columns().get(field.index()));
    one.put("passes", field.value().equals(HeldValue.UNKNOWN) ? null : field.value().text());
    one.put("null_is", sqlState(field.whenNull()));
    one.put("other_is", sqlState(field.whenOther()));
    return one;
  }

  private static @Nullable String sqlState(@Nullable SqlError error) {
    return error == null ? null : error.sqlState();
  }
}
