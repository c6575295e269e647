package io.trestle.rewrite;

import io.trestle.sql.Keywords;
import io.trestle.sql.Keywords.Category;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Set;

/**
 * Tells what stands for a token in the masked text: literals, names and operators become ones that
 * mean nothing to JSqlParser, and words of the grammar stay.
 */
final class MaskedWords {

  private static final Set<String> KNOWN_OPERATORS =
      Set.of("+", "-", "*", "/", "%", "=", "<>", "!=", "<", ">", "<=", ">=", "||", "=>");

  /**
   * Unreserved keywords that are part of the grammar wherever they stand in the statements we
   * treat.
   */
  private static final Set<String> ALWAYS_GRAMMAR =
      Set.of(
          "by",
          "conflict",
          "current",
          "delete",
          "following",
          "insert",
          "locked",
          "materialized",
          "matched",
          "merge",
          "nothing",
          "nowait",
          "nulls",
          "ordinality",
          "overriding",
          "preceding",
          "recursive",
          "rollup",
          "cube",
          "rows",
          "set",
          "skip",
          "ties",
          "unbounded",
          "update",
          "within",
          "without",
          "varying",
          "escape");

  private static final Set<String> TYPE_KEYWORDS =
      Set.of(
          "bigint",
          "bit",
          "boolean",
          "char",
          "character",
          "dec",
          "decimal",
          "float",
          "int",
          "integer",
          "nchar",
          "numeric",
          "precision",
          "real",
          "smallint",
          "time",
          "timestamp",
          "varchar",
          "varying",
          "json");

  private final Tokens tokens;
  private final int from;
  private final int to;

  /** For the tokens {@code [from, to)}. */
  MaskedWords(Tokens tokens, int from, int to) {
    this.tokens = tokens;
    this.from = from;
    this.to = to;
  }

  /** What stands for a token. */
  String mask(int index) {
    Token token = tokens.get(index);
    return switch (token.kind()) {
      case STRING -> "'x'";
      case NUMBER -> "1";
      case PARAMETER -> "?";
      case QUOTED_NAME -> harmlessName(index);
      case WORD -> maskWord(index, token.value());
      case OPERATOR -> maskOperator(index, token.value());
      case PUNCTUATION -> token.value();
    };
  }

  private String maskWord(int index, String word) {
    if (word.equals("operator") && tokens.is(index + 1, "(")) {
      return replacementOperator(tokens.partner(index + 1) + 1);
    }
    if (CursorPosition.isAt(tokens, index)) {
      return CursorPosition.MASK;
    }
    Category category = Keywords.category(word);
    boolean name =
        category == Category.NONE
            || tokens.is(index - 1, ".")
            || isLabel(index, category)
            || (category == Category.UNRESERVED && !isGrammar(index));
    if (word.equals("select") && selectsNothing(index + 1)) {
      return "select 1";
    }
    if (word.equals("table") && !name) {
      return "select * from";
    }
    return name && !tokens.isWord(index - 1, "tablesample") ? harmlessName(index) : word;
  }

  /** Behind AS any keyword may name an output column: {@code a < b AS true}. */
  private boolean isLabel(int index, Category category) {
    boolean reserved = category == Category.RESERVED || category == Category.TYPE_OR_FUNCTION_NAME;
    return reserved
        && tokens.isWord(index - 1, "as")
        && !tokens.isAnyWord(index, "not", "select", "with", "table");
  }

  /** PostgreSQL allows an empty list of columns. */
  private boolean selectsNothing(int following) {
    return following >= to
        || tokens.is(following, ")")
        || tokens.isAnyWord(following, "from", "where", "limit", "into", "order")
        || tokens.isAnyWord(following, MaskedBrackets.SET_OPERATIONS);
  }

  private String maskOperator(int index, String operator) {
    return KNOWN_OPERATORS.contains(operator) ? operator : replacementOperator(index + 1);
  }

  private String replacementOperator(int following) {
    return tokens.isAnyWord(following, "any", "some", "all") ? "=" : "+";
  }

  /** A name that is no keyword, and the same for one token. */
  static String harmlessName(int index) {
    return "n" + index;
  }

  /** Whether an unreserved keyword stands here as part of the grammar, not as a name. */
  private boolean isGrammar(int index) {
    String word = tokens.get(index).value();
    boolean qualified = tokens.is(index - 1, ".") || tokens.is(index + 1, ".");
    boolean alias = index > from && tokens.isWord(index - 1, "as");
    if (qualified || (alias && !word.equals("materialized"))) {
      return false;
    }
    if (ALWAYS_GRAMMAR.contains(word)) {
      return true;
    }
    return switch (word) {
      case "key" -> tokens.isAnyWord(index - 1, "for", "no");
      case "share" -> tokens.isAnyWord(index - 1, "for", "key");
      case "no" -> tokens.isWord(index + 1, "key");
      case "of" -> tokens.isAnyWord(index - 1, "update", "share");
      case "first", "next" -> tokens.isAnyWord(index - 1, "nulls", "fetch");
      case "last" -> tokens.isWord(index - 1, "nulls");
      case "filter" -> tokens.is(index - 1, ")") && tokens.is(index + 1, "(");
      case "over" -> tokens.is(index - 1, ")");
      case "partition" -> tokens.isWord(index + 1, "by");
      case "range", "groups" -> tokens.isAnyWord(index + 1, "between", "unbounded", "current");
      case "sets" -> tokens.isWord(index - 1, "grouping");
      case "zone" -> tokens.isWord(index - 1, "time");
      case "at" -> tokens.isAnyWord(index + 1, "time", "local");
      case "double" -> tokens.isWord(index + 1, "precision");
      case "unknown" -> tokens.isAnyWord(index - 1, "is", "not");
      case "value" -> tokens.isAnyWord(index - 1, "user", "system");
      case "system" -> tokens.isWord(index - 1, "overriding");
      case "exclude" -> tokens.isAnyWord(index + 1, "current", "group", "ties", "no");
      default -> false;
    };
  }

  /** Whether a token may be the name of a type, or its last part. */
  boolean namesType(int index) {
    Token token = tokens.get(index);
    if (token.kind() == Kind.QUOTED_NAME) {
      return true;
    }
    if (token.kind() != Kind.WORD || tokens.isWord(index - 1, "as")) {
      return false;
    }
    return switch (Keywords.category(token.value())) {
      case NONE -> true;
      case UNRESERVED -> !isGrammar(index) && !token.isWord("uescape") && !token.isWord("zone");
      case COLUMN_NAME -> TYPE_KEYWORDS.contains(token.value());
      case TYPE_OR_FUNCTION_NAME, RESERVED -> false;
    };
  }
}
