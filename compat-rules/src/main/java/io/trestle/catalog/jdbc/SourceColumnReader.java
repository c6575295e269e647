package io.trestle.catalog.jdbc;

import io.trestle.catalog.SourceColumn;
import io.trestle.catalog.SourceColumn.Family;
import io.trestle.catalog.jdbc.QualifiedExpression.UnqualifiableException;
import io.trestle.rules.Rule;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is certain of values that an INSERT gives to a table's columns. */
final class SourceColumnReader {

  private static final String COLUMNS =
      """
      SELECT a.attname, t.typname, t.typtype,
             pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.typname)
               || coalesce(pg_catalog.substring(pg_catalog.format_type(a.atttypid, a.atttypmod), '\\(.*\\)'), ''),
             tn.nspname = 'pg_catalog', a.atttypmod = -1,
             pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.collname),
             a.attidentity <> '', pg_catalog.pg_get_expr(d.adbin, d.adrelid)
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class r ON r.oid = a.attrelid
        JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
        LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
        LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE s.nspname = ? AND r.relname = ? AND r.relkind IN ('r', 'p', 'f')
         AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      """;

  private static final Map<String, Family> FAMILIES =
      Map.ofEntries(
          Map.entry("text", Family.TEXT),
          Map.entry("varchar", Family.TEXT),
          Map.entry("bpchar", Family.TEXT),
          Map.entry("int2", Family.NUMBER),
          Map.entry("int4", Family.NUMBER),
          Map.entry("int8", Family.NUMBER),
          Map.entry("numeric", Family.NUMBER),
          Map.entry("float4", Family.NUMBER),
          Map.entry("float8", Family.NUMBER),
          Map.entry("bool", Family.BOOLEAN),
          Map.entry("date", Family.MOMENT),
          Map.entry("timestamp", Family.MOMENT),
          Map.entry("timestamptz", Family.MOMENT),
          Map.entry("time", Family.OTHER),
          Map.entry("interval", Family.OTHER),
          Map.entry("uuid", Family.OTHER));

  private SourceColumnReader() {}

  /**
   * Reads some columns of a rule's table; those of other types are left out. The connection's
   * search_path must be pg_catalog.
   */
  static Map<String, SourceColumn> read(Connection connection, Rule rule, Set<String> names)
      throws SQLException {
    Map<String, SourceColumn> columns = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, rule.schema());
      statement.setString(2, rule.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          SourceColumn column = names.contains(row.getString(1)) ? column(row) : null;
          if (column != null) {
            columns.put(row.getString(1), column);
          }
        }
      }
    }
    return columns;
  }

  private static @Nullable SourceColumn column(ResultSet row) throws SQLException {
    Family family = family(row);
    if (family == null) {
      return null;
    }
    String printed = row.getString(9);
    String omitted = printed == null ? "NULL" : constant(printed);
    boolean identity = row.getBoolean(8);
    return new SourceColumn(family, row.getString(4), row.getString(7), identity ? null : omitted);
  }

  private static @Nullable Family family(ResultSet row) throws SQLException {
    String type = row.getString(2);
    if (row.getString(3).equals("e")) {
      return Family.OTHER;
    }
    boolean known = row.getBoolean(5) && row.getString(3).equals("b");
    boolean modified = type.equals("interval") && !row.getBoolean(6); // decides how text is read
    return known && !modified ? FAMILIES.get(type) : null;
  }

  /** A default that is a constant, maybe cast, as SQL of any session; null for anything else. */
  private static @Nullable String constant(String printed) {
    try {
      Tokens tokens = Tokens.of(printed, true);
      for (int i = 0; i < tokens.size(); i++) {
        boolean type = tokens.is(i - 1, "::") || isTypeWord(tokens, i);
        if (!type && !isConstant(tokens.get(i))) {
          return null;
        }
      }
      return QualifiedExpression.of(printed, Map.of()).value(null).over("");
    } catch (LexerException | UnqualifiableException other) {
      return null;
    }
  }

  private static boolean isConstant(Token token) {
    return switch (token.kind()) {
      case STRING, NUMBER -> true;
      case PUNCTUATION -> token.is("(") || token.is(")") || token.is("::");
      case OPERATOR -> token.is("-") || token.is("::");
      case WORD -> Set.of("true", "false", "null").contains(token.value());
      case QUOTED_NAME, PARAMETER -> false;
    };
  }

  /**
   * Whether it goes on with a type's name: {@code character varying}, {@code time with time zone}.
   */
  private static boolean isTypeWord(Tokens tokens, int index) {
    return tokens.isAnyWord(index, "varying", "precision", "with", "without", "time", "zone")
        && tokens.get(index - 1).kind() != Token.Kind.STRING;
  }
}
