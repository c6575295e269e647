package io.trestle.rewrite;

import io.trestle.engine.EditMap;
import io.trestle.sql.Lexer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The changes to a text, collected in any order. Confined to one analysis. */
final class Edits {

  /** Replaces {@code [start, end)} (UTF-16 offsets) by a text. */
  record Edit(int start, int end, String replacement) {}

  private final String text;
  private final List<Edit> edits = new ArrayList<>();

  /** No edit ends behind this offset. */
  private int furthest;

  /**
   * @param text what is edited
   */
  Edits(String text) {
    this.text = text;
  }

  void replace(int start, int end, String replacement) {
    furthest = Math.max(furthest, end);
    edits.add(new Edit(start, end, padded(start, end, replacement)));
  }

  /**
   * Words must not grow together: {@code SELECT*FROM} has no blanks where a name will need some.
   */
  private String padded(int start, int end, String replacement) {
    if (replacement.isEmpty()) {
      boolean joins = start > 0 && end < text.length() && inWord(start - 1) && inWord(end);
      return joins ? " " : "";
    }
    boolean before = start > 0 && inWord(start - 1) && Lexer.continuesName(replacement.charAt(0));
    boolean behind =
        end < text.length()
            && inWord(end)
            && Lexer.continuesName(replacement.charAt(replacement.length() - 1));
    return (before ? " " : "") + replacement + (behind ? " " : "");
  }

  private boolean inWord(int offset) {
    return Lexer.continuesName(text.charAt(offset));
  }

  void insert(int offset, String insertion) {
    replace(offset, offset, insertion);
  }

  /** Inserts before what was inserted at this place already. */
  void insertFirst(int offset, String insertion) {
    furthest = Math.max(furthest, offset);
    edits.add(0, new Edit(offset, offset, padded(offset, offset, insertion)));
  }

  /** Forgets the changes inside a span that is to be replaced as a whole. */
  void removeInside(int start, int end) {
    if (furthest < start) {
      return; // most come in the order of the text: then there is nothing to look through
    }
    edits.removeIf(edit -> edit.start() >= start && edit.end() <= end);
  }

  int size() {
    return edits.size();
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  /** In the order of the text; of several at one place the one that was added first comes first. */
  List<Edit> sorted() {
    List<Edit> sorted = new ArrayList<>(edits);
    sorted.sort(Comparator.comparingInt(Edit::start).thenComparing(Edit::end));
    int last = 0;
    for (Edit edit : sorted) {
      if (edit.start() < last) {
        throw new UntreatableException("edits that overlap");
      }
      last = edit.end();
    }
    return sorted;
  }

  /** The text with all changes made. */
  String apply() {
    return apply(0, text.length(), sorted());
  }

  /** A part of the text with the changes to it, but for insertions at its end. */
  String apply(int start, int end) {
    return apply(
        start,
        end,
        sorted().stream().filter(edit -> edit.start() >= start && edit.start() < end).toList());
  }

  private String apply(int start, int end, List<Edit> changes) {
    StringBuilder result = new StringBuilder(end - start + 64 * changes.size());
    int at = start;
    for (Edit edit : changes) {
      result.append(text, at, edit.start()).append(edit.replacement());
      at = edit.end();
    }
    return result.append(text, at, end).toString();
  }

  /** The way back, in characters. */
  EditMap map() {
    List<EditMap.Edit> mapped = new ArrayList<>(edits.size());
    int offset = 0;
    int characters = 0;
    for (Edit edit : sorted()) {
      characters += text.codePointCount(offset, edit.start());
      int oldLength = text.codePointCount(edit.start(), edit.end());
      int newLength = edit.replacement().codePointCount(0, edit.replacement().length());
      mapped.add(new EditMap.Edit(characters, oldLength, newLength));
      characters += oldLength;
      offset = edit.end();
    }
    return new EditMap(mapped);
  }
}
