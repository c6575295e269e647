package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.Map;
import net.sf.jsqlparser.expression.ArrayExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.IntervalExpression;
import net.sf.jsqlparser.expression.OverlapsCondition;
import net.sf.jsqlparser.expression.RowGetExpression;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.expression.TimezoneExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;
import org.jspecify.annotations.Nullable;

/**
 * The name that PostgreSQL gives an output column without an alias (FigureColname in its
 * parse_target.c).
 */
final class OutputName {

  private static final String UNNAMED = "?column?";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("int", "int4"),
          Map.entry("integer", "int4"),
          Map.entry("smallint", "int2"),
          Map.entry("bigint", "int8"),
          Map.entry("real", "float4"),
          Map.entry("float", "float8"),
          Map.entry("double", "float8"),
          Map.entry("decimal", "numeric"),
          Map.entry("dec", "numeric"),
          Map.entry("boolean", "bool"),
          Map.entry("character", "bpchar"),
          Map.entry("char", "bpchar"),
          Map.entry("nchar", "bpchar"),
          Map.entry("national", "bpchar"));

  private final Structure structure;
  private final Tokens tokens;

  /**
   * A name, whether one that stands around it may not take its place, and where the column starts
   * that gives it; -1 for none.
   */
  private record Found(String name, boolean firm, int column) {}

  OutputName(Structure structure, Tokens tokens) {
    this.structure = structure;
    this.tokens = tokens;
  }

  /** The name of an output column, alias included. */
  String of(SelectItem<?> item) {
    if (item.getAlias() != null) {
      return tokens.get(structure.last(item)).value();
    }
    Found found = find(item);
    return found == null ? UNNAMED : found.name();
  }

  /**
   * Where the column starts that gives an output column without an alias its name, and gives it no
   * more when it is replaced; -1 for none.
   */
  int namingColumn(SelectItem<?> item) {
    Found found = find(item);
    return found == null ? -1 : found.column();
  }

  private @Nullable Found find(SelectItem<?> item) {
    return find(item.getExpression(), structure.firstOfItem(item), structure.last(item));
  }

  /**
   * By the tree what it is, by the tokens where its parts are: a literal has no place in a tree.
   */
  private @Nullable Found find(Expression expression, int first, int last) {
    if (expression instanceof Column) {
      return new Found(NamePath.at(tokens, first).name(), true, first);
    } else if (expression instanceof RowGetExpression) {
      return firm(tokens.get(last).value());
    } else if (expression instanceof ArrayExpression array) {
      return find(array.getObjExpression(), first, tokens.partner(last) - 1);
    } else if (expression instanceof CastExpression cast) {
      return cast(cast, first, last);
    } else if (expression instanceof CaseExpression switching) {
      int otherwise = last("else", first + 1, last - 1);
      Found found =
          otherwise < 0 ? null : find(switching.getElseExpression(), otherwise + 1, last - 1);
      return found != null && found.firm() ? found : new Found("case", false, -1);
    } else if (expression instanceof ParenthesedExpressionList<?> list) {
      int bracket = tokens.is(first, "(") ? 1 : 0; // else the masked text alone has it
      return list.size() == 1 ? find(list.get(0), first + bracket, last - bracket) : firm("row");
    } else if (expression instanceof Select select) {
      return subquery(select);
    }
    return word(expression, first, last);
  }

  /**
   * {@code x::type}, CAST(x AS type), type 'x'; or x COLLATE c, which the masked text gives as one.
   */
  private @Nullable Found cast(CastExpression cast, int first, int last) {
    int collate = last("collate", first, last);
    int type = last("::", first, last);
    if (collate > type) {
      return find(cast.getLeftExpression(), first, collate - 1);
    }
    int inner = first;
    if (type < 0) {
      type = tokens.isWord(first, "cast") ? last("as", first + 2, last - 1) : first - 1;
      inner = first + 2;
    }
    Found found = inner < type ? find(cast.getLeftExpression(), inner, type - 1) : null;
    return found != null && found.firm() ? found : new Found(type(type + 1), false, -1);
  }

  /** The last such token in a range, outside of parentheses and of a CASE in it; -1 for none. */
  private int last(String text, int first, int last) {
    int found = -1;
    int cases = 0;
    for (int i = first; i <= last; i++) {
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (tokens.isWord(i, "case")) {
        cases++;
      } else if (tokens.isWord(i, "end")) {
        cases--;
      } else if (cases == 0 && (tokens.is(i, text) || tokens.isWord(i, text))) {
        found = i;
      }
    }
    return found;
  }

  private static Found firm(String name) {
    return new Found(name, true, -1);
  }

  private @Nullable Found subquery(Select select) {
    if (select instanceof ParenthesedSelect parenthesed) {
      return subquery(parenthesed.getSelect());
    } else if (select instanceof SetOperationList operations) {
      return subquery(operations.getSelects().get(0));
    } else if (select instanceof Values) {
      return firm("column1");
    } else if (select instanceof PlainSelect plain && !plain.getSelectItems().isEmpty()) {
      return firm(of(plain.getSelectItems().get(0)));
    }
    return null;
  }

  /** What begins with a word: a literal of a type, or a function or what looks like one. */
  private @Nullable Found word(Expression expression, int first, int last) {
    if (expression instanceof TimezoneExpression) {
      return firm("timezone");
    } else if (expression instanceof OverlapsCondition) {
      return firm("overlaps");
    } else if (!tokens.get(first).isName() || tokens.isWord(first, "not")) {
      return null;
    }
    NamePath path = NamePath.at(tokens, first);
    int behind = path.last() + 1;
    if (last > first && tokens.get(last).kind() == Token.Kind.STRING) {
      return isLiteral(behind, last) ? new Found(type(first), false, -1) : null;
    } else if (expression instanceof IntervalExpression) {
      return new Found("interval", false, -1);
    } else if (expression instanceof TimeKeyExpression) {
      return firm(path.name());
    } else if (tokens.isWord(first, "trim")) {
      return firm(trim(behind + 1));
    }
    return isCall(behind, last) ? firm(path.name()) : null;
  }

  /** Whether what stands between a type's name and a string belongs to the type. */
  private boolean isLiteral(int behind, int last) {
    for (int i = behind; i < last; i++) {
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (!tokens.isAnyWord(
          i, "precision", "varying", "with", "without", "time", "zone", "character", "char")) {
        return false;
      }
    }
    return true;
  }

  /** Whether parentheses that begin at a token, with what belongs to a call, end an expression. */
  private boolean isCall(int open, int last) {
    if (!tokens.is(open, "(") && !tokens.is(open, "[")) {
      return false;
    }
    int close = tokens.partner(open);
    return close == last
        || (close < last
            && tokens.isAnyWord(close + 1, "over", "filter", "within", "respect", "ignore"));
  }

  private String trim(int side) {
    if (tokens.isWord(side, "leading")) {
      return "ltrim";
    }
    return tokens.isWord(side, "trailing") ? "rtrim" : "btrim";
  }

  /** The name in the catalog of a type that begins at a token. */
  private String type(int first) {
    NamePath path = NamePath.at(tokens, first);
    boolean plain = path.size() == 1 && tokens.get(first).kind() == Token.Kind.WORD;
    if (!plain) {
      return path.name();
    }
    int behind = first + 1;
    if (tokens.isWord(first, "national")) {
      behind++;
    }
    String name = TYPES.getOrDefault(path.name(), path.name());
    if (tokens.isWord(behind, "varying")) {
      return name.equals("bit") ? "varbit" : "varchar";
    }
    if (tokens.isAnyWord(first, "time", "timestamp")) {
      int zone = tokens.is(behind, "(") ? tokens.partner(behind) + 1 : behind;
      return tokens.isWord(zone, "with") ? name + "tz" : name;
    }
    return name;
  }
}
