package io.trestle.inspect;

import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What the tokens of a statement tell about it. Immutable. */
public final class StatementText {

  private static final Set<String> TYPES_BEFORE_A_LITERAL =
      Set.of("date", "time", "timetz", "timestamp", "timestamptz", "interval", "zone");

  private final Tokens tokens;

  private StatementText(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Cuts a text into tokens, with standard_conforming_strings on.
   *
   * @return empty where a string, comment or quoted name has no end, or our lexer cannot read it
   */
  public static Optional<StatementText> of(String sql) {
    try {
      return Optional.of(new StatementText(Tokens.of(sql, true)));
    } catch (LexerException incomplete) {
      return Optional.empty();
    }
  }

  /** The text itself. */
  public String text() {
    return tokens.text();
  }

  /** Whether there is no token in it: blanks, comments and semicolons at most. */
  public boolean isEmpty() {
    return tokens.statements().isEmpty();
  }

  /** Whether its first words are these, in lower case. */
  public boolean startsWith(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!tokens.isWord(i, words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Every name and keyword in it, folded as PostgreSQL folds it. */
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).isName()) {
        names.add(tokens.get(i).value());
      }
    }
    return names;
  }

  /** The numbers of the parameters in it: 1 for {@code $1}. */
  public Set<Integer> parameters() {
    Set<Integer> numbers = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String text = tokens.get(i).value();
      if (tokens.get(i).kind() == Kind.PARAMETER && text.length() <= 6) {
        numbers.add(Integer.parseInt(text.substring(1)));
      }
    }
    return Collections.unmodifiableSet(numbers);
  }

  /** Where the token that covers an offset ends (UTF-16); the offset behind where there is none. */
  public int tokenEnd(int offset) {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.end() > offset) {
        return token.start() <= offset ? token.end() : offset + 1;
      }
    }
    return offset + 1;
  }

  /**
   * The text with a literal for each parameter that stands behind the name of a type, as in {@code
   * interval $1}: pg_stat_statements writes that, and no parser takes it.
   */
  public String withTypedLiterals() {
    StringBuilder result = new StringBuilder();
    int copied = 0;
    for (int i = 1; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      Token before = tokens.get(i - 1);
      if (token.kind() == Kind.PARAMETER
          && before.kind() == Kind.WORD
          && TYPES_BEFORE_A_LITERAL.contains(before.value())) {
        result.append(text(), copied, token.start()).append("'1'");
        copied = token.end();
      }
    }
    return result.append(text(), copied, text().length()).toString();
  }

  /**
   * The statement with each literal replaced, comments and extra blanks left out. Two statements
   * with one skeleton are treated alike where the replacements tell all that matters of literals.
   *
   * @param replacement what stands for a literal of that content; its prefix, as in {@code E'…'},
   *     is kept
   */
  public String skeleton(UnaryOperator<String> replacement) {
    StringBuilder skeleton = new StringBuilder(text().length());
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      skeleton.append(i > 0 && token.start() > tokens.get(i - 1).end() ? " " : "");
      if (token.kind() == Kind.STRING) {
        int quote = token.start();
        while ("'$".indexOf(text().charAt(quote)) < 0) {
          quote++;
        }
        skeleton.append(text(), token.start(), quote + 1).append(replacement.apply(token.value()));
      } else if (token.kind() == Kind.NUMBER) {
        skeleton.append(replacement.apply(token.value()));
      } else {
        skeleton.append(text(), token.start(), token.end());
      }
    }
    return skeleton.toString();
  }

  /**
   * The statement with its literals as {@code ?}, comments and extra blanks left out, lists of
   * literals and of equal rows cut to their first: two statements that differ in their values only
   * have one shape.
   */
  public String shape() {
    return new ShapeWriter(tokens).write();
  }
}
