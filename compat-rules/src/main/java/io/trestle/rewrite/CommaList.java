package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * The items of a list in parentheses, found by walking commas outside inner brackets.
 *
 * @param open the opening parenthesis
 * @param items first and last token of each item
 */
record CommaList(int open, List<int[]> items) {

  /** The list that an opening parenthesis starts. */
  static CommaList at(Tokens tokens, int open) {
    int close = tokens.partner(open);
    List<int[]> items = new ArrayList<>();
    int first = open + 1;
    for (int i = open + 1; i <= close; i++) {
      if (i == close || tokens.is(i, ",")) {
        if (i > first) {
          items.add(new int[] {first, i - 1});
        }
        first = i + 1;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return new CommaList(open, items);
  }

  int size() {
    return items.size();
  }

  int first(int item) {
    return items.get(item)[0];
  }

  int last(int item) {
    return items.get(item)[1];
  }

  /** Takes an item out, with one comma. Not for the only item. */
  void remove(Analysis analysis, int item) {
    Tokens tokens = analysis.tokens();
    int start = item > 0 ? tokens.get(last(item - 1)).end() : tokens.get(first(0)).start();
    int end = item > 0 ? tokens.get(last(item)).end() : tokens.get(first(1)).start();
    analysis.explain(first(item), last(item));
    analysis.edits().replace(start, end, "");
  }
}
