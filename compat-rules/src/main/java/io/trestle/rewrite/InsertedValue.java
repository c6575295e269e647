package io.trestle.rewrite;

import io.trestle.catalog.SourceColumn.Family;
import io.trestle.sql.Keywords;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Locale;
import java.util.Map;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import org.jspecify.annotations.Nullable;

/**
 * A value that an INSERT gives to a column, where a copy of it is certain to be the same value:
 * constants, parameters, keywords of the transaction's time, columns.
 *
 * @param text the copy, which takes from the server nothing that the original does not: an untyped
 *     string becomes a text, so that it is the original that fails where it is none of its column's
 *     type
 * @param family what type it is of; null where it can be cast to the column's if it can be assigned
 */
record InsertedValue(String text, @Nullable Family family) {

  /** DEFAULT, or a column that is left out. */
  static final InsertedValue DEFAULT = new InsertedValue("DEFAULT", null);

  private static final Map<String, Family> TYPES =
      Map.ofEntries(
          Map.entry("text", Family.TEXT),
          Map.entry("varchar", Family.TEXT),
          Map.entry("character varying", Family.TEXT),
          Map.entry("smallint", Family.NUMBER),
          Map.entry("int", Family.NUMBER),
          Map.entry("integer", Family.NUMBER),
          Map.entry("bigint", Family.NUMBER),
          Map.entry("int2", Family.NUMBER),
          Map.entry("int4", Family.NUMBER),
          Map.entry("int8", Family.NUMBER),
          Map.entry("numeric", Family.NUMBER),
          Map.entry("decimal", Family.NUMBER),
          Map.entry("real", Family.NUMBER),
          Map.entry("double precision", Family.NUMBER),
          Map.entry("float4", Family.NUMBER),
          Map.entry("float8", Family.NUMBER),
          Map.entry("bool", Family.BOOLEAN),
          Map.entry("boolean", Family.BOOLEAN),
          Map.entry("date", Family.MOMENT),
          Map.entry("timestamp", Family.MOMENT),
          Map.entry("timestamp without time zone", Family.MOMENT),
          Map.entry("timestamptz", Family.MOMENT),
          Map.entry("timestamp with time zone", Family.MOMENT));

  boolean isDefault() {
    return this == DEFAULT;
  }

  /**
   * The value in the tokens from {@code first} to {@code last}; null where nothing is certain of
   * it.
   *
   * @param expression what the parser made of them; null where it was not asked
   */
  static @Nullable InsertedValue at(
      QueryWalker walker, int first, int last, @Nullable Expression expression) {
    Tokens tokens = walker.analysis().tokens();
    if (tokens.is(first, "(") && tokens.partner(first) == last && first + 1 < last) {
      return at(walker, first + 1, last - 1, null);
    }
    if (expression instanceof Column && isColumn(walker, first, last)) {
      return new InsertedValue(tokens.text(first, last), null);
    }
    int end = behindConstant(walker.analysis(), first);
    if (end < 0 || end > last + 1) {
      return null;
    } else if (end == last + 1) {
      return constant(tokens, first, last);
    }
    Family family = tokens.is(end, "::") ? TYPES.get(type(tokens, end + 1, last)) : null;
    return family == null ? null : new InsertedValue(tokens.text(first, last), family);
  }

  /** Whether it is a column that is no rule's, and no keyword that the parser takes for one. */
  private static boolean isColumn(QueryWalker walker, int first, int last) {
    Tokens tokens = walker.analysis().tokens();
    Token token = tokens.get(first);
    boolean name =
        token.kind() == Kind.QUOTED_NAME
            || (token.kind() == Kind.WORD && Keywords.canNameTable(token.value()));
    return name
        && NamePath.at(tokens, first).last() == last
        && !walker.references().isEdited(first);
  }

  /** The token behind a constant, a parameter that serves nowhere else, or a keyword; else -1. */
  private static int behindConstant(Analysis analysis, int at) {
    Tokens tokens = analysis.tokens();
    Token token = tokens.get(at);
    boolean signed = token.is("-") || token.is("+");
    return switch (token.kind()) {
      case NUMBER -> at + 1;
      case OPERATOR ->
          signed && at + 1 < tokens.size() && tokens.get(at + 1).kind() == Kind.NUMBER
              ? at + 2
              : -1;
      case STRING -> AssignedValue.isOfCharacters(tokens, at) ? at + 1 : -1;
      case PARAMETER ->
          analysis.mentions().of(Analysis.parameterNumber(token)).size() == 1 ? at + 1 : -1;
      case WORD -> isKeyword(tokens, at) ? at + 1 : -1;
      case QUOTED_NAME, PUNCTUATION -> -1;
    };
  }

  private static boolean isKeyword(Tokens tokens, int at) {
    return tokens.isAnyWord(
        at,
        "default",
        "null",
        "true",
        "false",
        "current_date",
        "current_timestamp",
        "localtimestamp");
  }

  private static InsertedValue constant(Tokens tokens, int first, int last) {
    String text = tokens.text(first, last);
    return switch (tokens.get(first).kind()) {
      case NUMBER, OPERATOR -> new InsertedValue(text, Family.NUMBER);
      case STRING -> new InsertedValue("CAST(" + text + " AS pg_catalog.text)", Family.TEXT);
      case WORD ->
          switch (tokens.get(first).value()) {
            case "default" -> DEFAULT;
            case "null" -> new InsertedValue(text, null);
            case "true", "false" -> new InsertedValue(text, Family.BOOLEAN);
            default -> new InsertedValue(text, Family.MOMENT);
          };
      default -> new InsertedValue(text, null);
    };
  }

  /** A type's name, without its modifier. */
  private static String type(Tokens tokens, int first, int last) {
    StringBuilder name = new StringBuilder();
    for (int i = first; i <= last; i++) {
      if (tokens.is(i, "(") && tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else {
        name.append(name.isEmpty() ? "" : " ").append(tokens.text(i, i));
      }
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
