package io.trestle.rewrite;

import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import io.trestle.sql.StatementShape;
import io.trestle.sql.Tokens;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one statement, made to fit all of its shape that share the literals which were
 * looked at: the others vary. Immutable.
 *
 * <p>It is right by construction: an analysis that never looked at a literal would have gone the
 * same way with any other of its kind. What the outcome says of places is moved by the lengths of
 * the literals before them.
 */
final class Template {

  private static final int WEIGHT = 400;
  private static final int WEIGHT_PER_LITERAL = 24;

  private final Outcome outcome;
  private final int[] varying;
  private final int[] decisive;

  /** Of each varying literal in the first statement: its length, and the place behind it. */
  private final int[] lengths;

  private final int[] ends;

  /** The rewritten text around the varying literals: one piece more than there are of these. */
  private final String[] pieces;

  private Template(
      Outcome outcome, int[] varying, int[] decisive, int[] lengths, int[] ends, String[] pieces) {
    this.outcome = outcome;
    this.varying = varying;
    this.decisive = decisive;
    this.lengths = lengths;
    this.ends = ends;
    this.pieces = pieces;
  }

  /**
   * The template of an outcome.
   *
   * @param tokens those of the statement, with the note of which literals were looked at
   * @return null where it would fit no other statement
   */
  static @Nullable Template of(String sql, StatementShape shape, Outcome outcome, Tokens tokens) {
    if (!OutcomePlaces.canMove(outcome)) {
      return null;
    }
    int literals = shape.literals();
    boolean[] varies = new boolean[literals];
    for (int i = 0; i < literals; i++) {
      varies[i] = tokens.isUnseenLiteral(shape.start(i), shape.end(i));
    }
    Characters characters = Characters.of(sql, shape);
    OutcomePlaces.of(outcome)
        .forEach(span -> exclude(characters, span.offset(), span.oldLength(), varies));
    int[] varying = ordinals(varies, true);
    if (varying.length == 0) {
      return null;
    }
    int[] lengths = new int[varying.length];
    int[] ends = new int[varying.length];
    for (int i = 0; i < varying.length; i++) {
      ends[i] = characters.ends()[varying[i]];
      lengths[i] = ends[i] - characters.starts()[varying[i]];
    }
    String[] pieces = {};
    if (outcome instanceof Outcome.Rewritten rewritten) {
      pieces = pieces(sql, shape, rewritten, varying, lengths, ends);
      if (pieces == null) {
        return null;
      }
    }
    return new Template(outcome, varying, ordinals(varies, false), lengths, ends, pieces);
  }

  /** The template of an outcome in which no literal has any part, nor any place. */
  static Template ofShape(Outcome outcome) {
    return new Template(outcome, new int[0], new int[0], new int[0], new int[0], new String[0]);
  }

  /** A literal that a span touches from within is not free to vary. */
  private static void exclude(Characters characters, int start, int length, boolean[] varies) {
    int literal = Arrays.binarySearch(characters.ends(), start);
    literal = literal < 0 ? -literal - 1 : literal + 1;
    while (literal < varies.length) {
      int first = characters.starts()[literal];
      boolean inside = length == 0 ? first < start : first < start + length;
      if (!inside) {
        return;
      }
      varies[literal] = false;
      literal++;
    }
  }

  private static int[] ordinals(boolean[] varies, boolean wanted) {
    int[] ordinals = new int[varies.length];
    int count = 0;
    for (int i = 0; i < varies.length; i++) {
      if (varies[i] == wanted) {
        ordinals[count++] = i;
      }
    }
    return Arrays.copyOf(ordinals, count);
  }

  /** The rewritten text cut at the literals that it shares; null where one is not found there. */
  private static String @Nullable [] pieces(
      String sql,
      StatementShape shape,
      Outcome.Rewritten rewritten,
      int[] varying,
      int[] lengths,
      int[] ends) {
    String text = rewritten.sql();
    List<EditMap.Edit> edits = rewritten.edits().edits();
    String[] pieces = new String[varying.length + 1];
    int edit = 0;
    int shift = 0;
    int cut = 0;
    int characters = 0;
    for (int i = 0; i < varying.length; i++) {
      int start = ends[i] - lengths[i];
      while (edit < edits.size()
          && edits.get(edit).offset() + edits.get(edit).oldLength() <= start) {
        shift += edits.get(edit).newLength() - edits.get(edit).oldLength();
        edit++;
      }
      int at = text.offsetByCodePoints(cut, start + shift - characters);
      String literal = sql.substring(shape.start(varying[i]), shape.end(varying[i]));
      if (!text.startsWith(literal, at)) {
        return null;
      }
      pieces[i] = text.substring(cut, at);
      cut = at + literal.length();
      characters = ends[i] + shift;
    }
    pieces[varying.length] = text.substring(cut);
    return pieces;
  }

  /** Which literals of the shape have to be the same as in the first statement. */
  int[] decisive() {
    return decisive;
  }

  /** About how many bytes it takes. */
  int weight() {
    int weight = WEIGHT + WEIGHT_PER_LITERAL * (varying.length + decisive.length);
    for (String piece : pieces) {
      weight += 2 * piece.length() + WEIGHT_PER_LITERAL;
    }
    return outcome instanceof Outcome.Rewritten rewritten
        ? weight + 40 * rewritten.edits().edits().size()
        : weight;
  }

  /**
   * The outcome for another statement.
   *
   * @param shape its shape, equal to that of the first; its decisive literals are, too
   */
  Outcome fit(String sql, StatementShape shape) {
    if (outcome instanceof Outcome.Untouched || varying.length == 0) {
      return outcome;
    }
    int[] shifts = shifts(sql, shape);
    if (!(outcome instanceof Outcome.Rewritten rewritten)) {
      return OutcomePlaces.moved(outcome, place -> moved(place, shifts));
    }
    return OutcomePlaces.moved(rewritten, text(sql, shape), place -> moved(place, shifts));
  }

  private String text(String sql, StatementShape shape) {
    int length = pieces[varying.length].length();
    for (int i = 0; i < varying.length; i++) {
      length += pieces[i].length() + shape.end(varying[i]) - shape.start(varying[i]);
    }
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < varying.length; i++) {
      text.append(pieces[i]).append(sql, shape.start(varying[i]), shape.end(varying[i]));
    }
    return text.append(pieces[varying.length]).toString();
  }

  /** By how many characters a place moves behind so many of the varying literals. */
  private int[] shifts(String sql, StatementShape shape) {
    int[] shifts = new int[varying.length + 1];
    for (int i = 0; i < varying.length; i++) {
      int length = sql.codePointCount(shape.start(varying[i]), shape.end(varying[i]));
      shifts[i + 1] = shifts[i] + length - lengths[i];
    }
    return shifts;
  }

  private int moved(int place, int[] shifts) {
    int found = Arrays.binarySearch(ends, place);
    return place + shifts[found < 0 ? -found - 1 : found + 1];
  }

  /** Where the literals of a statement start and end, in characters. */
  private record Characters(int[] starts, int[] ends) {
    static Characters of(String sql, StatementShape shape) {
      int[] starts = new int[shape.literals()];
      int[] ends = new int[shape.literals()];
      int offset = 0;
      int characters = 0;
      for (int i = 0; i < starts.length; i++) {
        characters += sql.codePointCount(offset, shape.start(i));
        starts[i] = characters;
        characters += sql.codePointCount(shape.start(i), shape.end(i));
        ends[i] = characters;
        offset = shape.end(i);
      }
      return new Characters(starts, ends);
    }
  }
}
