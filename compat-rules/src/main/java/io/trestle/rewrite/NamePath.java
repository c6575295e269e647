package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * A name with its qualifiers, as the client wrote it: {@code schema.table.column}.
 *
 * @param first its first token
 * @param last its last token
 * @param names its parts, folded
 */
record NamePath(int first, int last, List<String> names) {

  /** The path that starts at a token. */
  static NamePath at(Tokens tokens, int first) {
    List<String> names = new ArrayList<>(3);
    int last = first;
    names.add(tokens.get(first).value());
    while (tokens.is(last + 1, ".") && last + 2 < tokens.size() && tokens.get(last + 2).isName()) {
      last += 2;
      names.add(tokens.get(last).value());
    }
    return new NamePath(first, last, names);
  }

  int size() {
    return names.size();
  }

  /** The last part: a column's or table's own name. */
  String name() {
    return names.get(names.size() - 1);
  }

  /** The part so many before the last. */
  String qualifier(int before) {
    return names.get(names.size() - 1 - before);
  }
}
