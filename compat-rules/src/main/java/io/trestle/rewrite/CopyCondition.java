package io.trestle.rewrite;

import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The WHERE of a COPY FROM: an expression over the row to be inserted, without subqueries. Read by
 * its tokens; what cannot be told for certain to be a reference to a column is refused.
 */
final class CopyCondition {

  /** Words behind which an operand begins. */
  private static final Set<String> BEFORE_OPERAND =
      Set.of(
          "where",
          "and",
          "or",
          "not",
          "when",
          "then",
          "else",
          "case",
          "between",
          "symmetric",
          "like",
          "ilike",
          "to",
          "from",
          "in",
          "any",
          "all",
          "some",
          "distinct",
          "escape");

  private final Analysis analysis;
  private final Tokens tokens;
  private final RuledTable table;
  private final List<String> given;

  /**
   * @param table what is copied into
   * @param given the columns that the data has values for
   */
  CopyCondition(Analysis analysis, RuledTable table, List<String> given) {
    this.analysis = analysis;
    this.tokens = analysis.tokens();
    this.table = table;
    this.given = given;
  }

  /** Treats the expression in the tokens {@code [from, to)}. */
  void treat(int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.is(i, "*") && (tokens.is(i - 1, ".") || tokens.is(i - 1, "("))) {
        throw new UntreatableException("a star in the WHERE of a COPY", i);
      }
      if (!tokens.get(i).isName() || tokens.is(i - 1, ".")) {
        continue;
      }
      NamePath path = NamePath.at(tokens, i);
      ActiveRule rule = table.rule(path.name());
      if (path.size() == 1 && isTable(path) && rule == null && isOperand(i)) {
        if (table.relation().has(path.name())) {
          continue;
        }
        throw new UntreatableException("a whole row in the WHERE of a COPY", i);
      }
      if (rule != null) {
        column(path, rule);
      } else if (path.size() > 1 && path.names().stream().anyMatch(n -> table.rule(n) != null)) {
        throw new UntreatableException("a field of the column in the WHERE of a COPY", i);
      }
      i = path.last();
    }
  }

  private boolean isTable(NamePath path) {
    return path.name().equals(table.relation().name());
  }

  private void column(NamePath path, ActiveRule rule) {
    boolean call = tokens.is(path.last() + 1, "(");
    boolean type = tokens.is(path.first() - 1, "::");
    boolean unit = tokens.is(path.first() - 1, "(") && tokens.isWord(path.first() - 2, "extract");
    if (call || type || (unit && tokens.isWord(path.last() + 1, "from"))) {
      return; // a function, a type, a part of a time
    }
    boolean named = tokens.is(path.last() + 1, "=>") || tokens.is(path.last() + 1, ":=");
    boolean qualified = path.size() > 1;
    boolean ofTable =
        !qualified || (path.size() <= 3 && path.qualifier(1).equals(table.relation().name()));
    if (named || !isOperand(path.first()) || !ofTable) {
      throw new UntreatableException(
          "a use of the column's name in the WHERE of a COPY that is not understood", path.first());
    }
    if (table.hides(rule)) {
      String name = qualified ? path.qualifier(1) + "." + rule.column() : rule.column();
      throw new TargetErrorException(
          "42703",
          (qualified ? "column %s does not exist" : "column \"%s\" does not exist").formatted(name),
          path.first());
    }
    String read = read(path, rule);
    if (read != null) {
      analysis.replace(path.first(), path.last(), read);
    }
  }

  private boolean isOperand(int token) {
    Token before = tokens.get(token - 1);
    return before.kind() == Kind.OPERATOR
        || before.is("(")
        || before.is(",")
        || before.is("[")
        || (before.kind() == Kind.WORD && BEFORE_OPERAND.contains(before.value()));
  }

  /** What stands for the column of the row to be inserted; null where that is the column. */
  private @Nullable String read(NamePath path, ActiveRule rule) {
    boolean hasValue = given.contains(rule.column());
    if (rule.isDerived()) {
      return derived(path, rule);
    }
    if (rule.phase().write() != WriteFlag.HOLD) {
      return hasValue
          ? null
          : "COALESCE(" + tokens.text(path.first(), path.last()) + ", " + value(path, rule) + ")";
    }
    boolean discards = rule.rule().heldWrites() == io.trestle.rules.Rule.HeldWrites.DISCARD;
    if (hasValue && discards) {
      throw new UntreatableException(
          "a COPY that chooses rows by a column whose values may be discarded", path.first());
    }
    return value(path, rule);
  }

  /** The condition comes before the trigger that computes V: the column is what the data says. */
  private static @Nullable String derived(NamePath path, ActiveRule rule) {
    if (rule.phase().write() == WriteFlag.HOLD) {
      throw new UntreatableException(
          "a COPY that chooses rows by a column that is computed from others", path.first());
    }
    return null;
  }

  /** V: in the place of a subquery, which COPY does not take. */
  private static String value(NamePath path, ActiveRule rule) {
    if (rule.resolved().collationSql() != null) {
      throw new UntreatableException(
          "a COPY that chooses rows by a column with a collation of its own", path.first());
    }
    return rule.value(Names.quote(rule.table().name()));
  }
}
