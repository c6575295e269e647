package io.trestle.migrator.plan;

import io.trestle.migrator.plan.AddColumns.ColumnConstraint;
import io.trestle.migrator.plan.AddColumns.ColumnDefinition;
import io.trestle.migrator.plan.AddColumns.Kind;
import io.trestle.migrator.plan.AddColumns.Name;
import io.trestle.sql.Keywords;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ALTER TABLE that adds columns, by its form alone. What a type, an expression or a
 * reference means is for the database; here it is only told where each begins and ends. Not
 * thread-safe: one object, one statement.
 */
final class AddColumnsReader {

  private static final Set<String> TIMES = Set.of("time", "timestamp");
  private static final Set<String> TYPE_WORDS =
      Set.of(
          "precision",
          "varying",
          "character",
          "char",
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "to");
  private static final Set<String> TYPES_OF_SEVERAL_WORDS =
      Set.of("double", "character", "char", "national", "nchar", "bit", "interval");
  private static final String ONLY_ADD_COLUMN =
      "expected ADD COLUMN and nothing else; run the rest by itself";
  private static final String CONSTRAINTS =
      "expected COLLATE, NOT NULL, DEFAULT, CHECK, REFERENCES or UNIQUE, a comma, or the end";

  private final Tokens tokens;
  private int at;

  private AddColumnsReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a statement.
   *
   * @throws UnplannableException when it is anything but an ALTER TABLE that adds columns; the
   *     message begins with {@code statement:POSITION:}
   */
  static AddColumns read(String statement) throws UnplannableException {
    Tokens tokens;
    try {
      tokens = Tokens.of(statement, true);
    } catch (LexerException e) {
      throw new UnplannableException(
          "statement: " + e.getMessage() + "; expected ALTER TABLE … ADD COLUMN …", e);
    }
    return new AddColumnsReader(tokens).statement();
  }

  private AddColumns statement() throws UnplannableException {
    if (!takeWord("alter") || !takeWord("table")) {
      throw wrong("expected ALTER TABLE … ADD COLUMN …");
    }
    if (takeWord("if")) {
      expectWord("exists");
    }
    boolean only = takeWord("only");
    if (tokens.isWord(at, "all") && tokens.isWord(at + 1, "in")) {
      throw wrong("expected the name of one table");
    }
    boolean bracket = only && take("(");
    Name table = qualifiedName("a table");
    if (bracket && !take(")")) {
      throw wrong("expected )");
    }
    boolean descendants = take("*");
    if (only && descendants) {
      at--;
      throw wrong("expected either ONLY or *");
    }
    List<ColumnDefinition> columns = new ArrayList<>();
    do {
      columns.add(action());
    } while (take(","));
    take(";");
    if (at < tokens.size()) {
      throw wrong(CONSTRAINTS);
    }
    return new AddColumns(only, table.schema(), table.name(), columns);
  }

  private ColumnDefinition action() throws UnplannableException {
    if (!tokens.isWord(at, "add")) {
      throw at < tokens.size() && !tokens.is(at, ";")
          ? failure(at, here() + " adds no column; " + ONLY_ADD_COLUMN)
          : wrong("expected ADD COLUMN");
    }
    at++;
    if (!takeWord("column")) {
      requireNoTableConstraint();
    }
    if (takeWord("if")) {
      expectWord("not");
      expectWord("exists");
    }
    int start = at;
    String name = name("a column", false);
    String type = type();
    @Nullable String collation = null;
    List<ColumnConstraint> constraints = new ArrayList<>();
    while (at < tokens.size() && !tokens.is(at, ",") && !tokens.is(at, ";")) {
      if (tokens.isWord(at, "collate")) {
        if (collation != null) {
          throw wrong("expected one COLLATE");
        }
        at++;
        int from = at;
        qualifiedName("a collation");
        collation = tokens.text(from, at - 1);
      } else {
        constraints.add(constraint());
      }
    }
    return new ColumnDefinition(name, type, collation, constraints, position(start));
  }

  private void requireNoTableConstraint() throws UnplannableException {
    boolean exclude =
        tokens.isWord(at, "exclude") && (tokens.isWord(at + 1, "using") || tokens.is(at + 1, "("));
    if (exclude
        || tokens.isAnyWord(at, "constraint", "check", "unique", "primary", "foreign")
        || (tokens.isWord(at, "not") && tokens.isWord(at + 1, "null"))) {
      throw failure(
          at - 1,
          "ADD "
              + here()
              + " is a constraint of the table; expected it with the column that is"
              + " added (ADD COLUMN c type CHECK (…)), or run by itself");
    }
  }

  /** A type, up to where it can no longer go on. */
  private String type() throws UnplannableException {
    int from = at;
    if (tokens.isWord(at, "setof")) {
      throw wrong("expected a type that a column can have");
    }
    boolean plain = at < tokens.size() && tokens.get(at).kind() == Token.Kind.WORD;
    String first = plain ? tokens.get(at).value() : "";
    if (plain && Keywords.category(first) == Keywords.Category.RESERVED) {
      throw wrong("expected a type");
    }
    name("a type", true);
    boolean qualified = false;
    while (take(".")) {
      qualified = true;
      name("a type", true);
    }
    if (take("%")) {
      throw failure(at - 1, "%TYPE in the type of a column; expected the type's name");
    }
    if (plain && !qualified && TYPES_OF_SEVERAL_WORDS.contains(first)) {
      typeWords();
    }
    brackets("(");
    if (plain && !qualified && TIMES.contains(first) && tokens.isAnyWord(at, "with", "without")) {
      at++;
      expectWord("time");
      expectWord("zone");
    } else if (plain && !qualified && first.equals("interval")) {
      typeWords();
      brackets("(");
    }
    if (takeWord("array") && !tokens.is(at, "[")) {
      return tokens.text(from, at - 1);
    }
    while (tokens.is(at, "[")) {
      brackets("[");
    }
    return tokens.text(from, at - 1);
  }

  private void typeWords() {
    while (at < tokens.size()
        && tokens.get(at).kind() == Token.Kind.WORD
        && TYPE_WORDS.contains(tokens.get(at).value())) {
      at++;
    }
  }

  /** Moves behind the bracket that belongs to the one here, if one is here. */
  private void brackets(String open) throws UnplannableException {
    if (tokens.is(at, open)) {
      if (tokens.partner(at) < 0) {
        throw wrong("expected the bracket to be closed");
      }
      at = tokens.partner(at) + 1;
    }
  }

  private ColumnConstraint constraint() throws UnplannableException {
    int start = at;
    @Nullable String name = null;
    if (takeWord("constraint")) {
      name = name("a constraint", false);
    }
    int from = at;
    Kind kind = kind();
    return switch (kind) {
      case DEFAULT -> {
        int expression = at;
        expression();
        yield constraint(kind, name, expression, start);
      }
      case CHECK -> {
        requireBracket();
        if (takeWord("no")) {
          expectWord("inherit");
        }
        yield constraint(kind, name, from, start);
      }
      case REFERENCES -> reference(name, start);
      case GENERATED -> {
        generated();
        yield constraint(kind, name, from, start);
      }
      case UNIQUE, PRIMARY_KEY -> {
        indexParameters();
        attributes();
        yield constraint(kind, name, from, start);
      }
      case NOT_NULL, NULL -> {
        if (takeWord("no")) {
          expectWord("inherit");
        }
        yield constraint(kind, name, from, start);
      }
    };
  }

  private ColumnConstraint constraint(Kind kind, @Nullable String name, int from, int start) {
    return new ColumnConstraint(kind, name, tokens.text(from, at - 1), null, position(start));
  }

  /** What kind of constraint begins here; moves behind its first words. */
  private Kind kind() throws UnplannableException {
    if (takeWord("not")) {
      if (tokens.isWord(at, "enforced")) {
        throw wrong("expected a constraint that is enforced");
      }
      expectWord("null");
      return Kind.NOT_NULL;
    } else if (takeWord("null")) {
      return Kind.NULL;
    } else if (takeWord("default")) {
      return Kind.DEFAULT;
    } else if (takeWord("check")) {
      return Kind.CHECK;
    } else if (takeWord("unique")) {
      return Kind.UNIQUE;
    } else if (takeWord("primary")) {
      expectWord("key");
      return Kind.PRIMARY_KEY;
    } else if (takeWord("references")) {
      return Kind.REFERENCES;
    } else if (takeWord("generated")) {
      return Kind.GENERATED;
    } else if (tokens.isAnyWord(at, "storage", "compression", "options")) {
      throw wrong(
          "expected it set by itself, when the migration is complete (ALTER TABLE … ALTER COLUMN)");
    }
    throw wrong(CONSTRAINTS);
  }

  private void requireBracket() throws UnplannableException {
    if (!tokens.is(at, "(")) {
      throw wrong("expected (");
    }
    brackets("(");
  }

  private void generated() throws UnplannableException {
    while (at < tokens.size() && !tokens.is(at, ",") && !tokens.is(at, ";")) {
      if (tokens.is(at, "(")) {
        requireBracket();
      } else if (tokens.isAnyWord(
          at, "always", "by", "default", "as", "identity", "stored", "virtual")) {
        at++;
      } else {
        return;
      }
    }
  }

  private ColumnConstraint reference(@Nullable String name, int start) throws UnplannableException {
    Name table = qualifiedName("a table");
    int from = at;
    brackets("(");
    while (true) {
      if (takeWord("match")) {
        name("FULL, PARTIAL or SIMPLE", true);
      } else if (takeWord("on")) {
        if (!takeWord("delete") && !takeWord("update")) {
          throw wrong("expected DELETE or UPDATE");
        }
        referentialAction();
      } else {
        break;
      }
    }
    attributes();
    String rest = at > from ? tokens.text(from, at - 1) : "";
    return new ColumnConstraint(Kind.REFERENCES, name, rest, table, position(start));
  }

  private void referentialAction() throws UnplannableException {
    if (tokens.isWord(at, "no") && tokens.isWord(at + 1, "action")) {
      at += 2;
    } else if (tokens.isWord(at, "set") && tokens.isAnyWord(at + 1, "null", "default")) {
      at += 2;
      brackets("(");
    } else if (tokens.isAnyWord(at, "restrict", "cascade")) {
      at++;
    } else {
      throw wrong("expected NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT");
    }
  }

  private void indexParameters() throws UnplannableException {
    if (takeWord("nulls")) {
      takeWord("not");
      expectWord("distinct");
    }
    if (takeWord("with")) {
      requireBracket();
    }
    if (tokens.isWord(at, "using")) {
      throw wrong("expected no USING INDEX TABLESPACE: the index goes to the default tablespace");
    }
  }

  /** DEFERRABLE and INITIALLY, in any order. */
  private void attributes() throws UnplannableException {
    while (tokens.isAnyWord(at, "deferrable", "initially")
        || (tokens.isWord(at, "not") && tokens.isWord(at + 1, "deferrable"))) {
      if (takeWord("initially")) {
        if (!takeWord("deferred") && !takeWord("immediate")) {
          throw wrong("expected DEFERRED or IMMEDIATE");
        }
      } else {
        takeWord("not");
        at++;
      }
    }
  }

  /** Moves behind an expression: up to what begins a constraint, a comma, or the end. */
  private void expression() throws UnplannableException {
    int from = at;
    int cases = 0;
    while (at < tokens.size()) {
      Token token = tokens.get(at);
      if (token.is("(") || token.is("[")) {
        brackets(token.value());
        continue;
      } else if (token.isWord("case")) {
        cases++;
      } else if (token.isWord("end") && cases > 0) {
        cases--;
      } else if (cases == 0 && ends(from)) {
        break;
      }
      at++;
    }
    if (at == from) {
      throw wrong("expected an expression");
    } else if (cases > 0) {
      throw wrong("expected END of CASE");
    }
  }

  private boolean ends(int from) {
    if (tokens.is(at, ",") || tokens.is(at, ";") || tokens.is(at, ")") || tokens.is(at, "]")) {
      return true;
    }
    if (tokens.isWord(at, "not")) {
      return !tokens.isWord(at - 1, "is");
    } else if (tokens.isWord(at, "null")) {
      return at > from && tokens.get(at - 1).kind() != Token.Kind.OPERATOR;
    } else if (tokens.isWord(at, "generated")) {
      return tokens.isAnyWord(at + 1, "always", "by");
    }
    return tokens.isAnyWord(
        at,
        "collate",
        "constraint",
        "default",
        "check",
        "unique",
        "primary",
        "references",
        "deferrable",
        "initially");
  }

  private Name qualifiedName(String what) throws UnplannableException {
    String first = name(what, false);
    if (!take(".")) {
      return new Name(null, first);
    }
    String second = name(what, true);
    if (tokens.is(at, ".")) {
      throw wrong("expected schema and name, without the database");
    }
    return new Name(first, second);
  }

  /**
   * @param any whether a keyword of any kind will do
   */
  private String name(String what, boolean any) throws UnplannableException {
    boolean name = at < tokens.size() && tokens.get(at).isName();
    boolean plain = name && tokens.get(at).kind() == Token.Kind.WORD;
    if (!name || (plain && !any && !Keywords.canNameTable(tokens.get(at).value()))) {
      throw wrong("expected the name of " + what);
    }
    return tokens.get(at++).value();
  }

  private boolean takeWord(String word) {
    boolean found = tokens.isWord(at, word);
    at += found ? 1 : 0;
    return found;
  }

  private boolean take(String symbol) {
    boolean found = tokens.is(at, symbol);
    at += found ? 1 : 0;
    return found;
  }

  private void expectWord(String word) throws UnplannableException {
    if (!takeWord(word)) {
      throw wrong("expected " + word.toUpperCase(Locale.ROOT));
    }
  }

  /** The statement from here on, a few words of it. */
  private String here() {
    int last = Math.min(at + 2, tokens.size() - 1);
    return tokens.text(at, last);
  }

  private int position(int token) {
    return token < tokens.size() ? tokens.get(token).start() + 1 : tokens.text().length() + 1;
  }

  private UnplannableException wrong(String expected) {
    String found = at < tokens.size() ? "\"" + tokens.text(at, at) + "\"" : "the end";
    return failure(at, "found " + found + "; " + expected);
  }

  private UnplannableException failure(int token, String message) {
    return new UnplannableException("statement:" + position(token) + ": " + message);
  }
}
