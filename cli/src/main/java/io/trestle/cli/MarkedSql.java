package io.trestle.cli;

import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import java.util.ArrayList;
import java.util.List;

/** The statement as it was sent, cut into what stays and what is replaced. */
final class MarkedSql {

  /** A statement longer than this is shown without what is far from its edits. */
  static final int LONG = 1_000;

  private static final int AROUND = 60;

  private MarkedSql() {}

  /**
   * A replaced span.
   *
   * @param offset its start in the client's text, in characters (code points) from 0
   * @param old what the client sent; empty for an insertion
   * @param replacement what the server gets; empty for a removal
   */
  record Edit(int offset, String old, String replacement) {}

  /** The edits of a rewritten statement, in their order. */
  static List<Edit> edits(String sql, Outcome.Rewritten rewritten) {
    List<Edit> edits = new ArrayList<>();
    String sent = rewritten.sql();
    int inOld = 0;
    int inNew = 0;
    int characters = 0;
    for (EditMap.Edit edit : rewritten.edits().edits()) {
      int skip = edit.offset() - characters;
      inOld = sql.offsetByCodePoints(inOld, skip);
      inNew = sent.offsetByCodePoints(inNew, skip);
      int oldEnd = sql.offsetByCodePoints(inOld, edit.oldLength());
      int newEnd = sent.offsetByCodePoints(inNew, edit.newLength());
      edits.add(
          new Edit(edit.offset(), sql.substring(inOld, oldEnd), sent.substring(inNew, newEnd)));
      inOld = oldEnd;
      inNew = newEnd;
      characters = edit.offset() + edit.oldLength();
    }
    return edits;
  }

  /**
   * The statement with its edits marked, line by line.
   *
   * @param whole whether a long statement is shown whole, too
   */
  static List<String> lines(
      String sql, Outcome.Rewritten rewritten, Palette palette, boolean whole) {
    boolean cut = !whole && sql.length() > LONG;
    StringBuilder marked = new StringBuilder();
    int at = 0;
    int characters = 0;
    for (Edit edit : edits(sql, rewritten)) {
      int start = sql.offsetByCodePoints(at, edit.offset() - characters);
      marked.append(between(sql.substring(at, start), at > 0, true, cut));
      marked.append(palette.removed(edit.old())).append(palette.added(edit.replacement()));
      at = start + edit.old().length();
      characters = edit.offset() + edit.old().codePointCount(0, edit.old().length());
    }
    marked.append(between(sql.substring(at), at > 0, false, cut));
    return marked.toString().lines().toList();
  }

  /** A statement that is not edited. */
  static List<String> lines(String sql, boolean whole) {
    return between(sql, true, true, !whole && sql.length() > LONG).lines().toList();
  }

  /** What stands between edits, without its middle where it is long. */
  private static String between(String text, boolean editBefore, boolean editBehind, boolean cut) {
    int head = editBefore ? AROUND * 2 : AROUND;
    int tail = editBehind ? AROUND * 2 : AROUND;
    if (!cut || text.length() <= head + tail + AROUND) {
      return text;
    }
    int from = Character.isLowSurrogate(text.charAt(head)) ? head + 1 : head;
    int to = text.length() - tail;
    to = Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
    return "%s … (%,d characters) … %s"
        .formatted(text.substring(0, from), to - from, text.substring(to));
  }
}
