package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The items of a list in parentheses, found by walking commas outside inner brackets.
 *
 * @param open the opening parenthesis
 * @param items first and last token of each item
 */
record CommaList(int open, List<int[]> items) {

  /** The list that an opening parenthesis starts. */
  static CommaList at(Tokens tokens, int open) {
    return new CommaList(open, spans(tokens, open + 1, tokens.partner(open)));
  }

  /** First and last token of what stands between commas in the tokens {@code [from, end)}. */
  static List<int[]> spans(Tokens tokens, int from, int end) {
    List<int[]> items = new ArrayList<>();
    int first = from;
    for (int i = from; i <= end; i++) {
      if (i == end || tokens.is(i, ",")) {
        if (i > first) {
          items.add(new int[] {first, i - 1});
        }
        first = i + 1;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return items;
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

  /** Takes items out, with their commas. Not all of them. */
  void remove(Analysis analysis, Set<Integer> removed) {
    remove(analysis, items, removed);
  }

  /** Takes some of several items out, with their commas. Not all of them. */
  static void remove(Analysis analysis, List<int[]> items, Set<Integer> removed) {
    for (int[] range : ranges(items, removed)) {
      analysis.explain(items.get(range[0])[0], items.get(range[1])[1]);
      int[] span = span(analysis.tokens(), items, range);
      analysis.edits().removeInside(span[0], span[1]);
      analysis.edits().replace(span[0], span[1], "");
    }
  }

  /** Runs of neighbours among the chosen items, as the first and the last of each. */
  private static List<int[]> ranges(List<int[]> items, Set<Integer> chosen) {
    List<int[]> ranges = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (!chosen.contains(i)) {
        continue;
      }
      int first = i;
      while (chosen.contains(i + 1)) {
        i++;
      }
      ranges.add(new int[] {first, i});
    }
    return ranges;
  }

  /** The text that a run of items takes together with the commas that go with it. */
  private static int[] span(Tokens tokens, List<int[]> items, int[] range) {
    return range[0] > 0
        ? new int[] {
          tokens.get(items.get(range[0] - 1)[1]).end(), tokens.get(items.get(range[1])[1]).end()
        }
        : new int[] {
          tokens.get(items.get(0)[0]).start(), tokens.get(items.get(range[1] + 1)[0]).start()
        };
  }
}
