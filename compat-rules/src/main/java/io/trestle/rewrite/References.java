package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.rewrite.Binding.Kind;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Tokens;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Resolves column references as PostgreSQL does, and replaces those to the ruled column by what the
 * phase asks for.
 */
final class References {

  static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private static final String SUBQUERY_IN_GROUPING_SET =
      "a column with a collation of its own beside grouping sets";

  private final Analysis analysis;
  private final Computations computations;
  private final WholeRows rows;
  private final Map<Integer, ActiveRule> edited = new HashMap<>();
  private final Set<Integer> mayBeNull = new HashSet<>();
  private Clause clause = Clause.ROWS;

  References(Analysis analysis) {
    this.analysis = analysis;
    this.computations = new Computations(analysis.tokens());
    this.rows = new WholeRows(analysis, edited);
  }

  /** Walks what stands in a clause. All that stands in a bound is of the bound. */
  <T extends @Nullable Object> T in(Clause next, Supplier<T> walk) {
    Clause around = clause;
    clause = around == Clause.BOUND ? around : next;
    T result = walk.get();
    clause = around;
    return result;
  }

  /** Treats references to whole rows. */
  WholeRows rows() {
    return rows;
  }

  /** Whether the reference that starts at this token was replaced. */
  boolean isEdited(int firstToken) {
    return edited.containsKey(firstToken);
  }

  /** Whether that reference was to a rule's column. */
  boolean isReadOf(ActiveRule rule, int firstToken) {
    return rule.equals(edited.get(firstToken));
  }

  /** Whether that reference may be NULL because an outer join found no row. */
  boolean mayBeNull(int firstToken) {
    return mayBeNull.contains(firstToken);
  }

  /**
   * Treats the column reference that starts at a token.
   *
   * @param inAggregate whether it stands among the arguments of an aggregate
   */
  void column(int firstToken, Scope scope, boolean inAggregate) {
    NamePath path = NamePath.at(analysis.tokens(), firstToken);
    analysis.trace().column(firstToken, scope);
    if (!inAggregate) {
      requireGrouped(path, scope);
    }
    if (!analysis.rules().isColumn(path.name())) {
      otherColumn(path, scope);
    } else if (path.size() == 1) {
      unqualified(path, scope, inAggregate);
    } else {
      qualified(path, scope, inAggregate);
    }
    analysis.explain(path.first(), path.last());
  }

  /** In a grouped block a table's columns may depend on its key, a derived table's may not. */
  private static void requireGrouped(NamePath path, Scope scope) {
    Scope owner = null;
    if (path.size() > 1) {
      Scope.Found found = scope.relation(schema(path), path.qualifier(1));
      owner = isDerived(found) ? found.scope() : null;
    } else {
      Scope.Candidates found = scope.column(path.name());
      boolean derived =
          found != null
              && found.having().stream().anyMatch(binding -> binding.kind() == Kind.DERIVED);
      owner = derived ? found.scope() : null;
    }
    if (owner != null && !owner.mayUseUngrouped(path.name())) {
      throw new UntreatableException(
          "a column that may depend on a grouped key, beside a use of the column in the relation",
          path.first());
    }
  }

  private static @Nullable String schema(NamePath path) {
    return path.size() > 2 ? path.qualifier(2) : null;
  }

  private void qualified(NamePath path, Scope scope, boolean inAggregate) {
    Scope.Found found = scope.relation(schema(path), path.qualifier(1));
    if (found == null) {
      requireNoRowVersion(path);
      return; // no relation in scope, which the server says just as the target would
    }
    ActiveRule rule = found.binding().rule(path.name());
    if (rule == null) {
      return;
    }
    if (found.binding().hides(rule)) {
      throw new TargetErrorException(
          "42703",
          "column %s.%s does not exist".formatted(path.qualifier(1), path.name()),
          path.first());
    }
    replace(rule, path, found, scope, inAggregate);
  }

  /** RETURNING old.c and new.c (PostgreSQL 18) are no relations of ours, yet they exist. */
  private static void requireNoRowVersion(NamePath path) {
    if (path.size() == 2 && (path.qualifier(1).equals("old") || path.qualifier(1).equals("new"))) {
      throw new UntreatableException("OLD or NEW in RETURNING", path.first());
    }
  }

  private void unqualified(NamePath path, Scope scope, boolean inAggregate) {
    Scope.Candidates candidates = scope.column(path.name());
    if (candidates == null) {
      unresolved(path, scope);
      return;
    }
    List<Binding> having = candidates.having();
    boolean ruled = having.stream().anyMatch(binding -> binding.rule(path.name()) != null);
    if (candidates.unknown() && (ruled || scope.seesRule(path.name()))) {
      throw new UntreatableException(
          RefusalCode.AMBIGUOUS_NAME,
          "an unqualified column name beside a relation whose columns are not known",
          path.first());
    }
    if (ruled && having.size() > 1) {
      throw new TargetErrorException(
          "42702", "column reference \"%s\" is ambiguous".formatted(path.name()), path.first());
    }
    ActiveRule rule = ruled ? having.get(0).rule(path.name()) : null;
    if (rule != null) {
      replace(rule, path, new Scope.Found(having.get(0), candidates.scope()), scope, inAggregate);
    } else if (analysis.rules().isHidden(path.name()) && !having.isEmpty()) {
      guardAgainstCapture(path, having, candidates.scope(), scope);
    }
  }

  private void unresolved(NamePath path, Scope scope) {
    if (!scope.seesRule(path.name())) {
      return;
    }
    Scope.Found row = WholeRows.find(path, scope);
    if (row == null) {
      throw new TargetErrorException(
          "42703", "column \"%s\" does not exist".formatted(path.name()), path.first());
    } else if (row.binding().kind() == Kind.OTHER) {
      throw new UntreatableException("a whole row that has the hidden column's name", path.first());
    }
    rows.typed(path, row.binding(), scope);
  }

  /**
   * The column may be there physically, hidden from this session: it must not take a name that
   * means another's.
   */
  private void guardAgainstCapture(NamePath path, List<Binding> having, Scope owner, Scope scope) {
    Binding capturing = null;
    for (Scope inner = scope; inner != null; inner = inner.parent()) {
      for (Binding binding : inner.bindings()) {
        capturing = isCapturing(binding, path.name()) ? binding : capturing;
      }
      if (inner == owner) {
        break;
      }
    }
    if (capturing == null) {
      return;
    }
    if (having.size() > 1) { // columns that a join has merged have no qualifier
      throw capturing.needsRelation("a name that the hidden column would take", path.first());
    }
    requireVisible(having.get(0), scope, path);
    analysis.insertBefore(path.first(), having.get(0).text() + ".");
  }

  private static boolean isCapturing(Binding binding, String column) {
    ActiveRule rule = binding.isRuled() ? binding.rule(column) : null;
    return rule != null && binding.hides(rule);
  }

  private static boolean isVisible(Binding binding, Scope scope) {
    Scope.Found seen = scope.relation(null, binding.name());
    return seen != null && seen.binding() == binding;
  }

  /** Refuses a reference that would name another relation than is meant. */
  static void requireVisible(Binding binding, Scope scope, NamePath path) {
    if (!isVisible(binding, scope)) {
      throw new UntreatableException(
          RefusalCode.AMBIGUOUS_NAME, "a table hidden by another of the same name", path.first());
    }
  }

  private void otherColumn(NamePath path, Scope scope) {
    if (SYSTEM_COLUMNS.contains(path.name())) {
      systemColumn(path, scope);
    } else if (path.size() > 1) {
      Scope.Found relation = scope.relation(schema(path), path.qualifier(1));
      if (relation != null) {
        requireNoFunction(path, relation.binding());
      } else if (path.names().stream().anyMatch(analysis.rules()::isColumn)) {
        throw new UntreatableException("a field of the column", path.first());
      }
    } else {
      Scope.Found row = WholeRows.find(path, scope);
      if (row != null && row.binding().kind() != Kind.OTHER) {
        rows.typed(path, row.binding(), scope);
      } else if (row == null) {
        WholeRows.requireNoVersion(path, scope);
      }
    }
  }

  /** {@code t.f} is {@code f(t)} where t has no such column, with all that is in the row. */
  private void requireNoFunction(NamePath path, Binding binding) {
    if (binding.kind() != Kind.OTHER
        && !binding.has(path.name())
        && analysis.catalog().takesRow(path.name())) {
      throw new UntreatableException("a function called as a field of the row", path.first());
    }
  }

  private void systemColumn(NamePath path, Scope scope) {
    boolean derived =
        path.size() > 1
            ? isDerived(scope.relation(schema(path), path.qualifier(1)))
            : scope.bindings().stream().anyMatch(binding -> binding.kind() == Kind.DERIVED);
    if (derived) {
      throw new UntreatableException("a system column beside a use of the whole row", path.first());
    }
  }

  private static boolean isDerived(Scope.@Nullable Found found) {
    return found != null && found.binding().kind() == Kind.DERIVED;
  }

  private void replace(
      ActiveRule rule, NamePath path, Scope.Found found, Scope scope, boolean inAggregate) {
    String read = read(rule, path, found, scope, inAggregate);
    analysis.replace(path.first(), path.last(), fitting(read, rule, path));
    edited.put(path.first(), rule);
    analysis.mentions().read(path.first(), path.last(), rule);
    if (found.binding().isNullable()) {
      mayBeNull.add(path.first());
    }
  }

  /**
   * A read in a form that the grammar takes for an expression where the reference stands: a
   * subscript wants parentheses before it, and what stands in those of ANY, ALL and IN is a list or
   * an array, but a query if it begins like one.
   */
  private String fitting(String read, ActiveRule rule, NamePath path) {
    Tokens tokens = analysis.tokens();
    if (tokens.is(path.last() + 1, "[")) {
      return "(" + read + ")";
    }
    int open = path.first();
    while (tokens.is(open - 1, "(")) {
      open--;
    }
    boolean mayBeQuery =
        open < path.first() && tokens.isAnyWord(open - 1, "any", "some", "all", "in");
    return mayBeQuery && read.startsWith("(SELECT ") ? rule.asExpression(read) : read;
  }

  private String read(
      ActiveRule rule, NamePath path, Scope.Found found, Scope scope, boolean inAggregate) {
    String reference = analysis.tokens().text(path.first(), path.last());
    Binding binding = found.binding();
    if (binding.kind() == Kind.EXCLUDED) {
      return rule.phase().write() == WriteFlag.HOLD
          ? rule.valueRead(binding.text())
          : rule.filled(reference, binding.text());
    }
    boolean outer = found.scope() != scope;
    boolean value = rule.readFlag() == ReadFlag.VALUE;
    boolean grouped =
        found.scope().isGrouped() && !(outer && found.scope().isGroupedByRuledColumn());
    // An aggregate belongs to the block of the columns it names, and in a grouped block an
    // expression is judged by
    // the columns it names: where that counts, name the table.
    boolean mustName = (inAggregate && scope.parent() != null) || grouped;
    boolean computed = value && isVisible(binding, scope) && mustNameHere(rule, path, found);
    boolean guarded = binding.isNullable() || (value && mustName) || computed;
    boolean namesTable = guarded || !value || rule.isDerived();
    boolean asGrouped = namesTable || found.scope().hasGroupingSets();
    if (outer && asGrouped && !inAggregate && found.scope().isGroupedByRuledColumn()) {
      throw binding.needsRelation(
          "a subquery that names the column by which the query around it groups", path.first());
    }
    if (guarded || rule.isDerived()) {
      requireVisible(binding, scope, path);
    }
    boolean ahead = inAggregate || clause == Clause.CONDITION; // of grouping
    if (found.scope().hasGroupingSets() && rule.needsQuery() && !ahead) {
      throw binding.needsRelation(SUBQUERY_IN_GROUPING_SET, path.first());
    }
    String read =
        value ? valueRead(rule, binding, found.scope()) : rule.filled(reference, binding.text());
    return guarded ? guard(rule, binding, read) : read;
  }

  /** Whether what is written around a reference wants a column there, and no constant. */
  private boolean mustNameHere(ActiveRule rule, NamePath path, Scope.Found found) {
    return switch (clause) {
      case ROWS -> false;
      case CONDITION ->
          !rule.isDerived() && !found.scope().isGrouped() && computations.isComputedWith(path);
      case BOUND -> true;
    };
  }

  /**
   * V in place of the column. What a grouping set leaves out is NULL wherever the expression of it
   * stands: before PostgreSQL 18 a subquery is not taken for the same as another.
   */
  private static String valueRead(ActiveRule rule, Binding binding, Scope of) {
    return of.hasGroupingSets() ? rule.value(binding.text()) : rule.valueRead(binding.text());
  }

  private static String guard(ActiveRule rule, Binding binding, String read) {
    return "(CASE WHEN "
        + binding.text()
        + ".tableoid IS NOT NULL THEN "
        + read
        + " ELSE "
        + rule.nullValue()
        + " END)";
  }

  /** How an expanded star reads a ruled column of a relation. */
  static String starRead(ActiveRule rule, Binding binding, Scope scope) {
    if (scope.hasGroupingSets() && rule.needsQuery()) {
      throw binding.needsRelation(SUBQUERY_IN_GROUPING_SET, 0);
    }
    String read =
        rule.readFlag() == ReadFlag.VALUE
            ? valueRead(rule, binding, scope)
            : rule.filled(binding.text() + "." + Names.quote(rule.column()), binding.text());
    boolean grouped = scope.isGrouped() && rule.readFlag() == ReadFlag.VALUE;
    return binding.isNullable() || grouped ? guard(rule, binding, read) : read;
  }

  /** Whether the reference at a token is to a rule's column of one relation: the table itself. */
  boolean isRuledColumn(ActiveRule rule, int firstToken, Scope scope, Binding of) {
    return isColumnOf(rule, Kind.RULED, firstToken, scope)
        && of.equals(owner(NamePath.at(analysis.tokens(), firstToken), scope));
  }

  /** Whether the reference at a token is to a rule's column of EXCLUDED. */
  boolean isExcludedColumn(ActiveRule rule, int firstToken, Scope scope) {
    return isColumnOf(rule, Kind.EXCLUDED, firstToken, scope);
  }

  private boolean isColumnOf(ActiveRule rule, Kind kind, int firstToken, Scope scope) {
    NamePath path = NamePath.at(analysis.tokens(), firstToken);
    Binding owner = path.name().equals(rule.column()) ? owner(path, scope) : null;
    return owner != null && isOf(rule, kind, owner);
  }

  /** The relation whose column a reference names; null where that is not certain. */
  static @Nullable Binding owner(NamePath path, Scope scope) {
    if (path.size() > 1) {
      Scope.Found found = scope.relation(schema(path), path.qualifier(1));
      return found == null ? null : found.binding();
    }
    Scope.Candidates candidates = scope.column(path.name());
    boolean certain =
        candidates != null && !candidates.unknown() && candidates.having().size() == 1;
    return certain ? candidates.having().get(0) : null;
  }

  private static boolean isOf(ActiveRule rule, Kind kind, Binding binding) {
    return binding.kind() == kind && rule.equals(binding.rule(rule.column()));
  }
}
