package io.trestle.rewrite;

import io.trestle.engine.EditMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The changes to a text, collected in any order. Confined to one analysis. */
final class Edits {

  /** Replaces {@code [start, end)} (UTF-16 offsets) by a text. */
  record Edit(int start, int end, String replacement) {}

  private final List<Edit> edits = new ArrayList<>();

  void replace(int start, int end, String replacement) {
    edits.add(new Edit(start, end, replacement));
  }

  void insert(int offset, String insertion) {
    replace(offset, offset, insertion);
  }

  /** Inserts before what was inserted at this place already. */
  void insertFirst(int offset, String insertion) {
    edits.add(0, new Edit(offset, offset, insertion));
  }

  /** Forgets the changes inside a span that is to be replaced as a whole. */
  void removeInside(int start, int end) {
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
  String apply(String text) {
    StringBuilder result = new StringBuilder(text.length() + 64 * edits.size());
    int at = 0;
    for (Edit edit : sorted()) {
      result.append(text, at, edit.start()).append(edit.replacement());
      at = edit.end();
    }
    return result.append(text, at, text.length()).toString();
  }

  /** The way back, in characters. */
  EditMap map(String text) {
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
