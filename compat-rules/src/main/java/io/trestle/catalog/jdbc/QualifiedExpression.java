package io.trestle.catalog.jdbc;

import io.trestle.catalog.DerivedValue;
import io.trestle.sql.Keywords;
import io.trestle.sql.Keywords.Category;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an expression, as PostgreSQL prints it under the search_path {@code pg_catalog}, one
 * that means the same under any: names without a schema are those of pg_catalog, and get it. What
 * PostgreSQL would look up by an unqualified name all the same, or prints in a form that is not
 * known here, is refused.
 */
final class QualifiedExpression {

  /** Words of the grammar that look nothing up, or always in pg_catalog. */
  private static final Set<String> GRAMMAR =
      Set.of(
          "all",
          "and",
          "any",
          "array",
          "at",
          "both",
          "case",
          "coalesce",
          "collate",
          "else",
          "end",
          "extract",
          "false",
          "for",
          "from",
          "greatest",
          "in",
          "is",
          "leading",
          "least",
          "not",
          "null",
          "or",
          "overlay",
          "placing",
          "position",
          "row",
          "substring",
          "then",
          "time",
          "trailing",
          "trim",
          "true",
          "unknown",
          "variadic",
          "when",
          "zone");

  /** Types that the grammar itself knows; it takes them from pg_catalog. */
  private static final Set<String> GRAMMAR_TYPES =
      Set.of(
          "bigint",
          "bit",
          "boolean",
          "character",
          "double",
          "integer",
          "interval",
          "numeric",
          "real",
          "smallint",
          "time",
          "timestamp");

  private static final Set<String> TYPE_CONTINUATION =
      Set.of(
          "day",
          "hour",
          "minute",
          "month",
          "precision",
          "second",
          "time",
          "to",
          "varying",
          "with",
          "without",
          "year",
          "zone");

  private final Tokens tokens;
  private final Map<String, String> columns;
  private final List<String> texts = new ArrayList<>();
  private final List<String> read = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean inType;
  private boolean collates;

  private QualifiedExpression(Tokens tokens, Map<String, String> columns) {
    this.tokens = tokens;
    this.columns = columns;
  }

  /**
   * Qualifies an expression.
   *
   * @param printed what pg_get_expr gives
   * @param columns the columns by the names that stand for them in it, which nothing else has
   * @throws UnqualifiableException when that cannot be done
   */
  static QualifiedExpression of(String printed, Map<String, String> columns)
      throws UnqualifiableException {
    QualifiedExpression expression;
    try {
      expression = new QualifiedExpression(Tokens.of(printed, true), columns);
    } catch (LexerException broken) {
      throw new UnqualifiableException(String.valueOf(broken.getMessage()), "another form");
    }
    expression.qualify();
    return expression;
  }

  /** The expression. @param collationSql the collation to be put on it, or null */
  DerivedValue value(@Nullable String collationSql) {
    return new DerivedValue(texts, read, new LinkedHashSet<>(read), collationSql);
  }

  /** Whether it names a collation. */
  boolean collates() {
    return collates;
  }

  private void qualify() throws UnqualifiableException {
    for (int i = 0; i < tokens.size(); i++) {
      if (i > 0 && tokens.get(i - 1).end() < tokens.get(i).start()) {
        text.append(' ');
      }
      if (tokens.isWord(i, "operator") && tokens.is(i + 1, "(")) {
        int close = tokens.partner(i + 1);
        text.append(tokens.text(i, close));
        i = close;
      } else {
        token(i);
      }
    }
    texts.add(text.toString());
  }

  private void token(int i) throws UnqualifiableException {
    Token token = tokens.get(i);
    inType &= isTypeContinuation(i);
    switch (token.kind()) {
      case WORD -> word(i, token);
      case QUOTED_NAME -> quoted(i, token);
      case STRING -> string(i, token);
      case NUMBER -> text.append(token.value());
      case OPERATOR -> text.append("OPERATOR(pg_catalog.").append(token.value()).append(')');
      case PUNCTUATION -> text.append(opensCollated(i) ? "((" : token.value());
      case PARAMETER -> throw new UnqualifiableException("a parameter", "a constant");
    }
  }

  /**
   * Whether a parenthesis opens what PostgreSQL prints as {@code (x COLLATE y)}: x gets parentheses
   * of its own, as Trestle's parser knows no COLLATE behind a cast.
   */
  private boolean opensCollated(int i) {
    int close = tokens.is(i, "(") ? tokens.partner(i) : -1;
    return tokens.isWord(close - 2, "collate")
        || (tokens.is(close - 2, ".") && tokens.isWord(close - 4, "collate"));
  }

  private boolean isTypeContinuation(int i) {
    Token token = tokens.get(i);
    return token.kind() == Kind.NUMBER
        || token.is("(")
        || token.is(")")
        || token.is(",")
        || (token.kind() == Kind.WORD && TYPE_CONTINUATION.contains(token.value()));
  }

  private void word(int i, Token token) throws UnqualifiableException {
    String word = token.value();
    if (inType || isPartOfName(i)) {
      text.append(word);
    } else if (tokens.is(i - 1, "::")) {
      type(i, word, GRAMMAR_TYPES.contains(word));
    } else if (isNamed(i)) {
      text.append("pg_catalog.").append(word);
    } else if (isExtracted(i)) {
      text.append(word);
    } else {
      requireGrammar(i, word);
      text.append(word.equals("collate") ? ") collate" : word);
    }
  }

  /** Whether it is the field of EXTRACT(year FROM …). */
  private boolean isExtracted(int i) {
    return tokens.is(i - 1, "(") && tokens.isWord(i - 2, "extract") && tokens.isWord(i + 1, "from");
  }

  private void quoted(int i, Token token) throws UnqualifiableException {
    String column = columns.get(token.value());
    String written = tokens.text(i, i);
    if (column != null) {
      texts.add(text.toString());
      text.setLength(0);
      read.add(column);
    } else if (isPartOfName(i)) {
      text.append(written);
    } else if (tokens.is(i - 1, "::")) {
      type(i, written, false);
    } else if (isNamed(i)) {
      text.append("pg_catalog.").append(written);
    } else {
      throw new UnqualifiableException("the name " + written, "columns, functions and operators");
    }
  }

  /** Whether it is one half of a qualified name, or the field of a row. */
  private boolean isPartOfName(int i) {
    return tokens.is(i - 1, ".") || tokens.is(i + 1, ".");
  }

  /** Whether it is the name of a function or of a collation. */
  private boolean isNamed(int i) {
    if (tokens.isWord(i - 1, "collate")) {
      collates = true;
      return true;
    }
    Token token = tokens.get(i);
    Category category =
        token.kind() == Kind.WORD ? Keywords.category(token.value()) : Category.NONE;
    return tokens.is(i + 1, "(")
        && (category == Category.NONE || category == Category.UNRESERVED)
        && !GRAMMAR.contains(token.value());
  }

  private void type(int i, String written, boolean grammar) throws UnqualifiableException {
    String name = tokens.get(i).value();
    if (name.startsWith("reg")) {
      throw new UnqualifiableException(
          "a name that is looked up, of type " + name, "a function that needs none");
    }
    text.append(grammar ? "" : "pg_catalog.").append(written);
    inType = grammar;
  }

  private void requireGrammar(int i, String word) throws UnqualifiableException {
    if (tokens.is(i + 1, "=>")) {
      throw new UnqualifiableException("a named argument", "arguments by their places");
    } else if (word.equals("case") && !tokens.isWord(i + 1, "when")) {
      throw new UnqualifiableException("CASE x WHEN y", "CASE WHEN x = y");
    } else if (word.equals("nullif")) {
      throw new UnqualifiableException("NULLIF(x, y)", "CASE WHEN x = y THEN NULL ELSE x END");
    } else if (word.equals("distinct")) {
      throw new UnqualifiableException(
          "IS DISTINCT FROM", "a comparison with =, and IS NULL where NULL counts");
    } else if (!GRAMMAR.contains(word)) {
      throw new UnqualifiableException(
          "the construct " + word, "CASE WHEN, functions and operators");
    }
    if (word.equals("collate")) {
      requireParentheses(i);
      collates = true;
    }
  }

  private void requireParentheses(int i) throws UnqualifiableException {
    int close = tokens.is(i + 2, ".") ? i + 4 : i + 2;
    if (!tokens.is(close, ")")) {
      throw new UnqualifiableException("COLLATE in an unknown form", "parentheses around it");
    }
  }

  private void string(int i, Token token) {
    String written = tokens.text(i, i);
    text.append(
        written.startsWith("'") ? Literals.quote(token.value()) : written); // else a bit string
  }

  /** A construct that cannot be written so that it means the same under any search_path. */
  static final class UnqualifiableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String instead;

    UnqualifiableException(String construct, String instead) {
      super(construct);
      this.instead = instead;
    }

    /** What to write. */
    String instead() {
      return instead;
    }
  }
}
