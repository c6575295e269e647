package io.trestle.rewrite;

import io.trestle.engine.EditMap;
import io.trestle.engine.Guard;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedEffects;
import io.trestle.engine.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that an outcome says of places in the client's text. Places count characters from 0; the
 * positions of errors count from 1, and 0 is none.
 */
final class OutcomePlaces {

  private OutcomePlaces() {}

  /** The spans that it replaces, and as empty ones all other places that it names. */
  static List<EditMap.Edit> of(Outcome outcome) {
    List<EditMap.Edit> spans = new ArrayList<>();
    IntUnaryOperator note =
        place -> {
          spans.add(new EditMap.Edit(place, 0, 0));
          return place;
        };
    if (outcome instanceof Outcome.Rewritten rewritten) {
      moved(rewritten, rewritten.sql(), note);
      spans.addAll(rewritten.edits().edits());
    } else {
      moved(outcome, note);
    }
    return spans;
  }

  /** An outcome other than a rewritten text, with its places moved. */
  static Outcome moved(Outcome outcome, IntUnaryOperator move) {
    return outcome instanceof Outcome.Refused refused
        ? new Outcome.Refused(moved(refused.error(), move), refused.read())
        : outcome;
  }

  /** Whether all places in an outcome can be moved: not those in effects beyond its text. */
  static boolean canMove(Outcome outcome) {
    return !(outcome instanceof Outcome.Rewritten rewritten)
        || (rewritten.prepares().equals(PreparedEffects.NONE) && rewritten.copies().isEmpty());
  }

  /** A rewritten text with its places moved, and another text in its place. */
  static Outcome moved(Outcome.Rewritten rewritten, String sql, IntUnaryOperator move) {
    List<EditMap.Edit> edits = new ArrayList<>(rewritten.edits().edits().size());
    for (EditMap.Edit edit : rewritten.edits().edits()) {
      int offset = move.applyAsInt(edit.offset());
      edits.add(
          offset == edit.offset()
              ? edit
              : new EditMap.Edit(offset, edit.oldLength(), edit.newLength()));
    }
    return new Outcome.Rewritten(
        sql,
        new EditMap(edits),
        rewritten.parameterTypes(),
        rewritten.held().stream().map(held -> moved(held, move)).toList(),
        rewritten.alwaysFails() == null ? null : moved(rewritten.alwaysFails(), move),
        rewritten.notices(),
        rewritten.guards().stream().map(guard -> moved(guard, move)).toList(),
        rewritten.prepares(),
        rewritten.copies(),
        rewritten.rules());
  }

  private static HeldParameter moved(HeldParameter held, IntUnaryOperator move) {
    return new HeldParameter(
        held.parameter(),
        held.value(),
        held.nullPasses(),
        movedOrNull(held.whenNull(), move),
        movedOrNull(held.whenOther(), move),
        held.discarded());
  }

  private static Guard moved(Guard guard, IntUnaryOperator move) {
    return new Guard(guard.setting(), moved(guard.error(), move));
  }

  private static @Nullable SqlError movedOrNull(@Nullable SqlError error, IntUnaryOperator move) {
    return error == null ? null : moved(error, move);
  }

  private static SqlError moved(SqlError error, IntUnaryOperator move) {
    if (error.position() == 0) {
      return error;
    }
    int position = move.applyAsInt(error.position() - 1) + 1;
    return position == error.position()
        ? error
        : new SqlError(
            error.sqlState(),
            error.message(),
            error.detail(),
            error.hint(),
            position,
            error.schema(),
            error.table(),
            error.column());
  }
}
