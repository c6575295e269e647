package io.trestle.engine;

import java.util.List;

/**
 * Maps positions in a rewritten text back to the client's own.
 *
 * @param edits in the order of the text, not overlapping
 */
public record EditMap(List<Edit> edits) {

  /**
   * One replaced span, counted in characters (code points), as error positions are.
   *
   * @param offset where it starts in the client's text, from 0
   * @param oldLength how long it is there; 0 for an insertion
   * @param newLength how long its replacement is
   */
  public record Edit(int offset, int oldLength, int newLength) {}

  public EditMap {
    edits = List.copyOf(edits);
  }

  /**
   * The position in the client's text for one in the text that the server got; inside inserted text
   * it is that of the span which was replaced. Both count characters from 1.
   */
  public int toClient(int serverPosition) {
    int position = serverPosition - 1;
    int shift = 0;
    for (Edit edit : edits) {
      int start = edit.offset() + shift;
      if (position < start) {
        break;
      }
      if (position < start + edit.newLength()) {
        return edit.offset() + 1;
      }
      shift += edit.newLength() - edit.oldLength();
    }
    return position - shift + 1;
  }
}
