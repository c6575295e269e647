package io.trestle.rewrite;

import io.trestle.sql.Keywords;
import io.trestle.sql.Keywords.Category;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What Trestle's walk through a statement found, at offsets in its text. */
final class Walked implements Trace {

  private final Tokens tokens;
  private final Analysis analysis;
  final Map<Integer, List<List<String>>> columns = new TreeMap<>();
  final TreeSet<Integer> targets = new TreeSet<>();
  final TreeSet<Integer> relations = new TreeSet<>();

  private Walked(Tokens tokens, Analysis analysis) {
    this.tokens = tokens;
    this.analysis = analysis;
  }

  /**
   * Walks through a statement.
   *
   * @throws UntreatableException where it would be refused
   */
  static Walked through(Tokens tokens, Analysis analysis) {
    Walked walked = new Walked(tokens, analysis);
    analysis.trace(walked);
    int[] range = tokens.statements().get(0);
    StatementRewriter.rewrite(analysis, range[0], range[1]);
    return walked;
  }

  @Override
  public void column(int token, Scope scope) {
    Token first = tokens.get(token);
    if (first.kind() == Token.Kind.WORD && isKeyword(Keywords.category(first.value()))) {
      return; // DEFAULT, CURRENT_USER and their like stand where a column could
    }
    List<List<String>> levels = new ArrayList<>();
    for (@Nullable Scope level = scope; level != null; level = level.parent()) {
      levels.add(
          level.bindings().stream()
              .map(Binding::name)
              .filter(name -> !name.isEmpty())
              .sorted()
              .toList());
    }
    columns.put(tokens.get(token).start(), levels);
  }

  private static boolean isKeyword(Category category) {
    return category == Category.RESERVED || category == Category.TYPE_OR_FUNCTION_NAME;
  }

  @Override
  public void relation(int token) {
    relations.add(tokens.get(token).start());
  }

  @Override
  public void target(int token) {
    targets.add(tokens.get(token).start());
  }

  /** Whether the word at an offset was understood, as whatever. */
  boolean isExplained(int offset) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).start() == offset) {
        return analysis.isExplained(i);
      }
    }
    return false;
  }
}
