package io.trestle.proxy;

import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * A rewritten statement taken apart into what the engine replaced, so that single replacements can
 * be undone or changed.
 */
final class EditedText {

  private final int[] before;
  private final List<Replacement> replacements;

  private record Replacement(int offset, String old, String now) {}

  /** Changes the text that replaces another; gives the same text where it has nothing to change. */
  interface Change {
    /**
     * @param old what the client wrote; empty for an insertion
     * @param now what the engine puts there
     */
    String replacement(String old, String now);
  }

  private EditedText(int[] before, List<Replacement> replacements) {
    this.before = before;
    this.replacements = replacements;
  }

  static EditedText of(String client, Outcome.Rewritten rewritten) {
    int[] before = client.codePoints().toArray();
    int[] after = rewritten.sql().codePoints().toArray();
    List<Replacement> replacements = new ArrayList<>();
    int shift = 0;
    for (EditMap.Edit edit : rewritten.edits().edits()) {
      String old = new String(before, edit.offset(), edit.oldLength());
      String now = new String(after, edit.offset() + shift, edit.newLength());
      replacements.add(new Replacement(edit.offset(), old, now));
      shift += edit.newLength() - edit.oldLength();
    }
    EditedText text = new EditedText(before, replacements);
    if (!text.text().equals(rewritten.sql())) {
      throw new IllegalStateException("the edit map does not lead from " + client);
    }
    return text;
  }

  EditedText changed(Change change) {
    List<Replacement> changed = new ArrayList<>();
    for (Replacement each : replacements) {
      String now = change.replacement(each.old, each.now);
      changed.add(new Replacement(each.offset, each.old, now));
    }
    return new EditedText(before, changed);
  }

  /** Only the first replacement is made. */
  EditedText onlyFirst() {
    return new EditedText(before, replacements.subList(0, Math.min(1, replacements.size())));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Replacement each : replacements) {
      text.append(new String(before, at, each.offset - at)).append(each.now);
      at = each.offset + each.old.codePointCount(0, each.old.length());
    }
    return text.append(new String(before, at, before.length - at)).toString();
  }

  /** The way back to the client's text. */
  EditMap map() {
    return new EditMap(
        replacements.stream()
            .map(
                each ->
                    new EditMap.Edit(
                        each.offset,
                        each.old.codePointCount(0, each.old.length()),
                        each.now.codePointCount(0, each.now.length())))
            .toList());
  }
}
