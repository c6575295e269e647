package io.trestle.inspect;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the shape of one statement, in one pass over its tokens. Not thread-safe. */
final class ShapeWriter {

  private static final String LITERAL = "?";
  private static final String MORE = "…";

  /** Brackets with more pieces than this are not looked at as rows. */
  private static final int LONGEST_ROW = 2_000;

  private final Tokens tokens;
  private final List<String> pieces = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();

  /** The text of the row that ends at, or was left out at, a piece. */
  private final Map<Integer, String> rows = new HashMap<>();

  ShapeWriter(Tokens tokens) {
    this.tokens = tokens;
  }

  String write() {
    int end = tokens.size();
    while (end > 0 && tokens.is(end - 1, ";")) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      add(tokens.get(i), i > 0 && tokens.get(i).start() > tokens.get(i - 1).end());
    }
    return String.join("", pieces).strip();
  }

  private void add(Token token, boolean apart) {
    String blank = apart ? " " : "";
    if (token.kind() == Kind.STRING || token.kind() == Kind.NUMBER) {
      literal(blank);
      return;
    }
    if (token.is("(")) {
      open.push(pieces.size());
    }
    pieces.add(blank + tokens.text().substring(token.start(), token.end()));
    if (token.is(")") && !open.isEmpty()) {
      close(open.pop());
    }
  }

  /** {@code ?, ?, ?} becomes {@code ?, …}. */
  private void literal(String blank) {
    int size = pieces.size();
    if (isPiece(size - 1, ",") && isPiece(size - 2, MORE) && !rows.containsKey(size - 2)) {
      pieces.remove(size - 1);
    } else if (isPiece(size - 1, ",") && isPiece(size - 2, LITERAL)) {
      pieces.add(" " + MORE);
    } else {
      pieces.add(blank + LITERAL);
    }
  }

  /** {@code (?, …), (?, …)} becomes {@code (?, …), …}. */
  private void close(int start) {
    int size = pieces.size();
    if (size - start > LONGEST_ROW) {
      return;
    }
    String row = String.join("", pieces.subList(start, size)).strip();
    boolean behindOne = isPiece(start - 1, ",") && row.equals(rows.get(start - 2));
    if (!behindOne) {
      rows.put(size - 1, row);
      return;
    }
    boolean leftOut = isPiece(start - 2, MORE);
    int keep = leftOut ? start - 1 : start;
    rows.keySet().removeIf(index -> index >= keep);
    pieces.subList(keep, size).clear();
    if (!leftOut) {
      rows.put(keep, row);
      pieces.add(" " + MORE);
    }
  }

  private boolean isPiece(int index, String text) {
    return index >= 0 && pieces.get(index).strip().equals(text);
  }
}
