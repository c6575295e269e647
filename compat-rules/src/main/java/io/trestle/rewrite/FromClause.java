package io.trestle.rewrite;

import io.trestle.catalog.Relation;
import io.trestle.rewrite.Binding.Kind;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.sql.Keywords;
import io.trestle.sql.Keywords.Category;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.LateralSubSelect;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.TableFunction;
import net.sf.jsqlparser.statement.select.Values;
import org.jspecify.annotations.Nullable;

/**
 * Binds the items of one FROM clause (or USING of a DELETE) in a scope, and walks what they hold.
 */
final class FromClause {

  private static final Set<String> SCALARS =
      Set.of(
          ("bool boolean bigint int int2 int4 int8 integer smallint numeric decimal real float4"
                  + " float8 text varchar bytea date time timestamp timestamptz interval uuid json"
                  + " jsonb")
              .split(" "));

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Structure structure;
  private final Scope scope;
  private final @Nullable Cte ctes;

  FromClause(QueryWalker walker, Scope scope, @Nullable Cte ctes) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.structure = walker.structure();
    this.scope = scope;
    this.ctes = ctes;
  }

  /** Binds an item and what is joined to it; gives what {@code *} stands for. */
  StarColumns bind(FromItem item, @Nullable List<Join> joins) {
    StarColumns finished = StarColumns.NONE;
    Deque<Integer> operands = new ArrayDeque<>(List.of(scope.bindings().size()));
    StarColumns star = bindItem(item);
    for (Join join : joins == null ? List.<Join>of() : joins) {
      if (join.isSimple()) {
        finished = finished.and(star);
        operands = new ArrayDeque<>(List.of(scope.bindings().size()));
        star = bindItem(join.getFromItem());
      } else {
        star = bindJoin(join, star, operands);
      }
    }
    return finished.and(star);
  }

  /**
   * @param operands the first binding of each part that waits to be joined
   */
  private StarColumns bindJoin(Join join, StarColumns left, Deque<Integer> operands) {
    requireOrdinary(join);
    int first = scope.bindings().size();
    int segment = operands.getFirst();
    operands.addLast(first);
    StarColumns right = bindItem(join.getFromItem());
    if (join.isLeft() || join.isFull()) {
      scope.bindings().subList(first, scope.bindings().size()).forEach(Binding::setNullable);
    }
    if (join.isRight() || join.isFull()) {
      scope.bindings().subList(segment, first).forEach(Binding::setNullable);
    }
    if (join.getOnExpressions().isEmpty()) {
      operands.removeLast();
    }
    for (Expression condition : join.getOnExpressions()) {
      operands.removeLast();
      walker.condition(condition, joined(operands.getLast()), ctes);
    }
    List<String> using = join.isNatural() ? natural(left, right) : using(join);
    return using.isEmpty() ? left.and(right) : left.merge(right, using);
  }

  /** What a join's condition sees: the relations that are joined, not those beside them. */
  private Scope joined(int from) {
    Scope joined = new Scope(scope.parent());
    scope.bindings().subList(from, scope.bindings().size()).forEach(joined::add);
    return joined;
  }

  private static void requireOrdinary(Join join) {
    boolean conditioned =
        join.isCross()
            || join.isNatural()
            || !join.getUsingColumns().isEmpty()
            || join.getOnExpressions().size() == 1;
    if (!conditioned || join.isApply() || join.isSemi() || join.isStraight() || join.isGlobal()) {
      throw new UntreatableException("joins whose conditions are nested");
    }
  }

  private List<String> using(Join join) {
    List<String> names = new ArrayList<>();
    int token = -1;
    for (Column column : join.getUsingColumns()) {
      token = structure.first(column);
      names.add(tokens.get(token).value());
      requireNoRule(tokens.get(token).value(), "JOIN USING the column", token);
      analysis.explain(token);
    }
    int alias = token < 0 ? -1 : JoinAlias.at(tokens, tokens.partner(token + 1) - 1);
    if (alias > 0) {
      analysis.explain(alias);
      String text = tokens.text(alias, alias);
      scope.add(Binding.other(tokens.get(alias).value(), null, text, names));
    }
    return names;
  }

  private void requireNoRuled(int from, String construct, int token) {
    for (Binding binding : scope.bindings().subList(from, scope.bindings().size())) {
      if (binding.isRuled()) {
        throw binding.needsRelation(construct, token);
      }
    }
  }

  private void requireNoRule(String column, String construct, int token) {
    for (Binding binding : scope.bindings()) {
      if (binding.isRuled() && binding.rule(column) != null) {
        throw binding.needsRelation(construct, token);
      }
    }
  }

  private List<String> natural(StarColumns left, StarColumns right) {
    List<String> leftNames = left.names();
    List<String> rightNames = right.names();
    if (leftNames == null || rightNames == null) {
      if (scope.hasRuled()) {
        throw new UntreatableException("NATURAL JOIN with a relation whose columns are not known");
      }
      return List.of();
    }
    for (String column : analysis.rules().columnNames()) {
      long having =
          scope.bindings().stream()
              .filter(binding -> binding.has(column) || binding.rule(column) != null)
              .count();
      if (having > 1) {
        requireNoRule(column, "NATURAL JOIN over the column", UntreatableException.NO_TOKEN);
      }
    }
    return leftNames.stream().filter(rightNames::contains).toList();
  }

  private StarColumns bindItem(FromItem item) {
    if (item instanceof Table table) {
      return bindTable(table);
    } else if (item instanceof ParenthesedSelect select) {
      return bindSelect(select);
    } else if (item instanceof ParenthesedFromItem nested) {
      return bindNested(nested);
    } else if (item instanceof TableFunction function) {
      return bindFunction(function);
    }
    throw new UntreatableException(
        "an item of FROM of the kind " + item.getClass().getSimpleName());
  }

  private StarColumns bindTable(Table table) {
    NamePath path = NamePath.at(tokens, structure.first(table));
    requireName(path);
    int next = path.last() + 1;
    boolean star = tokens.is(next, "*"); // the default, said aloud: descendants too
    if (star) {
      analysis.explain(next);
      next++;
    }
    AliasClause alias = AliasClause.at(tokens, next);
    TableSample sample = TableSample.at(tokens, alias.last() + 1);
    if (sample != null) {
      sample.walk(analysis, scope, ctes);
    }
    if (alias.exists() != (table.getAlias() != null)) {
      throw new UntreatableException("an alias that cannot be read for certain", path.first());
    }
    Cte cte = path.size() == 1 ? Cte.find(ctes, path.name()) : null;
    if (cte != null) {
      analysis.trace().relation(path.first());
      analysis.explain(path.first(), alias.last());
      return add(other(path, alias, null, cte.columns()));
    }
    Binding binding = bindNamed(path, alias, true);
    if (star && binding.kind() != Kind.OTHER) { // what may stand there in its place takes none
      analysis.replace(path.last() + 1, path.last() + 1, "");
    }
    return StarColumns.of(binding);
  }

  /** JSqlParser takes the keyword in {@code (TABLE t)} for a relation, and t for its alias. */
  private void requireName(NamePath path) {
    Token first = tokens.get(path.first());
    if (first.kind() == Token.Kind.WORD && Keywords.category(first.value()) == Category.RESERVED) {
      throw new UntreatableException(
          "the keyword \"" + first.value() + "\" in the place of a relation", path.first());
    }
  }

  /**
   * Binds a relation of the database.
   *
   * @param readOnly whether it may become a derived table: not the target of a write
   */
  Binding bindNamed(NamePath path, AliasClause alias, boolean readOnly) {
    analysis.trace().relation(path.first());
    analysis.explain(path.first(), alias.last());
    RuledTable table = NamedTable.of(analysis, path, true);
    Binding binding = table == null ? unruled(path, alias) : ruled(table, path, alias, readOnly);
    if (binding.kind() != Kind.OTHER) {
      analysis.watchAlias(binding.name());
    }
    scope.add(binding);
    return binding;
  }

  private Binding unruled(NamePath path, AliasClause alias) {
    Relation relation = relation(path);
    List<String> columns =
        relation == null ? null : relation.columns().stream().map(Relation.Column::name).toList();
    return other(path, alias, relation == null ? null : relation.schema(), columns);
  }

  private SearchPath.Resolution resolve(String name) {
    return analysis.searchPath().resolve(analysis.catalog(), name);
  }

  private @Nullable Relation relation(NamePath path) {
    return path.size() > 1
        ? analysis.catalog().find(path.qualifier(1), path.name()).orElse(null)
        : resolve(path.name()).relation();
  }

  private Binding ruled(RuledTable table, NamePath path, AliasClause alias, boolean readOnly) {
    boolean sampled = tokens.isWord(alias.last() + 1, "tablesample");
    boolean derivable = readOnly && !sampled && !tokens.isWord(path.first() - 1, "only");
    if (analysis.isDerived(path.first()) && derivable) {
      return derived(table, path, alias);
    }
    if (alias.columns() != null) {
      throw derivable
          ? new NeedsRelationException("a column alias list", path.first())
          : new UntreatableException("a column alias list", alias.token());
    }
    int name = alias.exists() ? alias.token() : path.last();
    String text = alias.exists() ? tokens.text(name, name) : tokens.text(path.first(), path.last());
    return new Binding(
        tokens.get(name).value(),
        alias.exists() ? null : table.relation().schema(),
        text,
        Kind.RULED,
        table,
        table.visibleColumns(),
        derivable ? path.first() : -1);
  }

  /** Puts a derived table of the target's shape in place of the table. */
  private Binding derived(RuledTable table, NamePath path, AliasClause alias) {
    List<String> columns = new ArrayList<>();
    String from = tokens.text(path.first(), path.last());
    for (String column : table.visibleColumns()) {
      ActiveRule rule = table.rule(column);
      String quoted = Names.quote(column);
      columns.add(rule == null ? quoted : derivedRead(rule, from) + " AS " + quoted);
    }
    String query = "(SELECT %s FROM %s)".formatted(String.join(", ", columns), from);
    String name = tokens.text(path.last(), path.last());
    analysis.replace(path.first(), path.last(), alias.exists() ? query : query + " AS " + name);
    int token = alias.exists() ? alias.token() : path.last();
    return new Binding(
        tokens.get(token).value(),
        null,
        tokens.text(token, token),
        Kind.DERIVED,
        table,
        renamed(table.visibleColumns(), alias.columns()),
        -1);
  }

  private static String derivedRead(ActiveRule rule, String from) {
    return rule.readFlag() == ReadFlag.VALUE
        ? rule.valueRead(from)
        : rule.filled(Names.quote(rule.column()), from);
  }

  private Binding other(
      NamePath path, AliasClause alias, @Nullable String schema, @Nullable List<String> columns) {
    int name = alias.exists() ? alias.token() : path.last();
    String text = alias.exists() ? tokens.text(name, name) : tokens.text(path.first(), path.last());
    return Binding.other(
        tokens.get(name).value(),
        alias.exists() ? null : schema,
        text,
        renamed(columns, alias.columns()));
  }

  /** Column aliases rename the first columns; the rest keep their names. */
  static @Nullable List<String> renamed(
      @Nullable List<String> columns, @Nullable List<String> aliases) {
    if (aliases == null || columns == null) {
      return aliases != null && columns == null ? null : columns;
    }
    List<String> renamed = new ArrayList<>(aliases);
    if (columns.size() > aliases.size()) {
      renamed.addAll(columns.subList(aliases.size(), columns.size()));
    }
    return renamed;
  }

  private StarColumns bindSelect(ParenthesedSelect select) {
    int first = structure.first(select);
    boolean lateral = select instanceof LateralSubSelect;
    int open = tokens.is(first, "(") ? first : first + 1;
    if (!tokens.is(open, "(") || tokens.partner(open) < 0) {
      throw new UntreatableException("a subquery whose parentheses cannot be found", first);
    }
    List<String> columns = walker.query(select, lateral ? scope : scope.parent(), ctes);
    AliasClause alias = AliasClause.at(tokens, tokens.partner(open) + 1);
    analysis.explain(tokens.partner(open), alias.last());
    return add(derived(alias, renamed(columns, alias.columns())));
  }

  private Binding derived(AliasClause alias, @Nullable List<String> columns) {
    if (!alias.exists()) {
      return Binding.other("", null, "", columns);
    }
    String name = tokens.get(alias.token()).value();
    String text = tokens.text(alias.token(), alias.token());
    return Binding.other(name, null, text, columns);
  }

  private StarColumns bindNested(ParenthesedFromItem nested) {
    int open = structure.first(nested);
    if (structure.masked().isGrouped(open) && nested.getAlias() == null) {
      return bind(nested.getFromItem(), nested.getJoins());
    }
    AliasClause alias = AliasClause.at(tokens, tokens.partner(open) + 1);
    if (nested.getFromItem() instanceof Values values) {
      List<String> columns = walker.query(values, scope.parent(), ctes);
      analysis.explain(tokens.partner(open), alias.last());
      return add(derived(alias, renamed(columns, alias.columns())));
    }
    if (!alias.exists()) {
      return bind(nested.getFromItem(), nested.getJoins());
    }
    Scope inner = new Scope(scope.parent());
    scope.bindings().forEach(inner::add); // what is LATERAL inside sees them
    int own = inner.bindings().size();
    FromClause clause = new FromClause(walker, inner, ctes);
    List<String> columns = clause.bind(nested.getFromItem(), nested.getJoins()).names();
    clause.requireNoRuled(own, "an alias for a join in parentheses", open);
    analysis.explain(tokens.partner(open), alias.last());
    return add(derived(alias, renamed(columns, alias.columns())));
  }

  private StarColumns bindFunction(TableFunction function) {
    int first = structure.first(function);
    while (!tokens.is(first, "(")) {
      first++;
    }
    int last = tokens.partner(first);
    walker.expression(function.getFunction(), scope, ctes);
    boolean ordinality = tokens.isWord(last + 1, "with") && tokens.isWord(last + 2, "ordinality");
    AliasClause alias = AliasClause.at(tokens, last + (ordinality ? 3 : 1));
    if (alias.exists()) {
      analysis.explain(last, alias.last());
    }
    return add(function(first, alias, ordinality));
  }

  /**
   * A function's alias is its name where it has none; what gives single values has one column of
   * that name.
   */
  private Binding function(int open, AliasClause alias, boolean ordinality) {
    int own = tokens.isWord(open - 1, "from") ? NamePath.at(tokens, open + 1).last() : open - 1;
    int name = alias.exists() ? alias.token() : own;
    List<String> columns = functionColumns(open);
    if (columns != null) {
      columns = new ArrayList<>(columns);
      if (columns.isEmpty()) {
        columns.add(tokens.get(name).value());
      }
      if (ordinality) {
        columns.add("ordinality");
      }
    }
    boolean named = columns == null && alias.columns() != null && !ordinality;
    return Binding.other(
        tokens.get(name).value(),
        null,
        tokens.text(name, name),
        named ? alias.columns() : renamed(columns, alias.columns()));
  }

  /** UNNEST of one array is taken for one of single values. */
  private @Nullable List<String> functionColumns(int open) {
    XmlTable xml = XmlTable.at(tokens, open - 1);
    if (xml != null) {
      xml.explain(analysis);
      return xml.columns(tokens);
    }
    if (!tokens.isWord(open - 1, "unnest")) {
      return analysis.catalog().functionColumns(tokens.get(open - 1).value());
    }
    CommaList arrays = CommaList.at(tokens, open);
    if (arrays.size() == 1) {
      return List.of();
    }
    boolean scalars = arrays.items().stream().allMatch(item -> isArrayOfScalars(item[1]));
    return scalars ? Collections.nCopies(arrays.size(), "unnest") : null;
  }

  /** Whether an expression ends with a cast to an array of a type that has no columns. */
  private boolean isArrayOfScalars(int last) {
    return tokens.is(last, "]")
        && tokens.is(last - 1, "[")
        && tokens.is(last - 3, "::")
        && SCALARS.contains(tokens.get(last - 2).value());
  }

  private StarColumns add(Binding binding) {
    scope.add(binding);
    return StarColumns.of(binding);
  }
}
