package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.rewrite.Binding.Kind;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Map<Integer, ActiveRule> edited = new HashMap<>();
  private final Set<Integer> mayBeNull = new HashSet<>();

  References(Analysis analysis) {
    this.analysis = analysis;
    this.computations = new Computations(analysis.tokens());
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
    if (scope.seesRule(path.name())) {
      throw new TargetErrorException(
          "42703", "column \"%s\" does not exist".formatted(path.name()), path.first());
    }
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

  private void requireVisible(Binding binding, Scope scope, NamePath path) {
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
      Scope.Found row = wholeRow(path, scope);
      if (row != null && row.binding().kind() != Kind.OTHER) {
        wholeRow(path, row.binding(), scope);
      } else if (row == null) {
        requireNoWholeVersion(path, scope);
      }
    }
  }

  /** {@code t.f} is {@code f(t)} where t has no such column, with all that is in the row. */
  private void requireNoFunction(NamePath path, Binding binding) {
    if (binding.kind() != Kind.OTHER
        && !binding.has(path.name())
        && analysis.catalog().isFunction(path.name())) {
      throw new UntreatableException("a function called as a field of the row", path.first());
    }
  }

  private static void requireNoWholeVersion(NamePath path, Scope scope) {
    boolean named = path.name().equals("old") || path.name().equals("new");
    Scope.Candidates columns = named ? scope.column(path.name()) : null;
    if (named && scope.hasRuled() && (columns == null || columns.having().isEmpty())) {
      throw new UntreatableException("OLD or NEW in RETURNING", path.first());
    }
  }

  /**
   * A row of the table's own type: made anew of its columns where the type has them all, in the
   * target's order.
   */
  private void wholeRow(NamePath path, Binding binding, Scope scope) {
    boolean possible =
        binding.isRuled()
            && binding.ruledTable().visibleColumns().size()
                == binding.ruledTable().relation().columns().size()
            && binding.ruledTable().startsWith(binding.ruledTable().visibleColumns())
            && binding.ruledTable().rules().stream()
                .allMatch(rule -> rule.readFlag() == ReadFlag.COALESCE);
    if (!possible) {
      throw new UntreatableException("a whole-row reference", path.first());
    }
    requireVisible(binding, scope, path);
    List<String> fields = new ArrayList<>();
    for (String column : binding.ruledTable().visibleColumns()) {
      ActiveRule rule = binding.rule(column);
      String reference = binding.text() + "." + Names.quote(column);
      fields.add(rule == null ? reference : rule.filled(reference, binding.text()));
    }
    String row =
        "CAST(ROW(%s) AS %s.%s)"
            .formatted(
                String.join(", ", fields),
                Names.quote(binding.ruledTable().relation().schema()),
                Names.quote(binding.ruledTable().relation().name()));
    // Before IN and ANY a cast of ROW would be the list of its fields.
    analysis.replace(path.first(), path.last(), whereThere(binding, row));
    edited.put(path.first(), binding.ruledTable().rules().get(0));
  }

  /** The relation whose whole row a bare name stands for; null where it is a column or nothing. */
  private static Scope.@Nullable Found wholeRow(NamePath path, Scope scope) {
    Scope.Found row = path.size() == 1 ? scope.relation(null, path.name()) : null;
    Scope.Candidates columns = scope.column(path.name());
    return row != null && (columns == null || columns.having().isEmpty()) ? row : null;
  }

  /**
   * Treats an expression that, as a whole row, may be taken from a derived table: where only its
   * fields and their names count, not the type.
   *
   * @param argument whether it is handed to a function, so that a row of no named type will do
   * @return whether it is the row of the table
   */
  boolean row(int firstToken, Scope scope, boolean inAggregate, boolean argument) {
    NamePath path = NamePath.at(analysis.tokens(), firstToken);
    Scope.Found row = wholeRow(path, scope);
    if (row == null) {
      requireNoWholeVersion(path, scope);
    }
    if (row == null || row.binding().kind() == Kind.OTHER) {
      return false;
    }
    fields(path, path.last(), row, scope, inAggregate, argument);
    analysis.trace().column(firstToken, scope);
    return true;
  }

  /**
   * Treats {@code t.*} in an expression: the whole row, or in a list its columns.
   *
   * @param typed whether it is a row whose type counts
   * @param argument as of {@link #row}
   * @return whether it is of the table
   */
  boolean star(NamePath path, Scope scope, boolean inAggregate, boolean typed, boolean argument) {
    Scope.Found row = scope.relation(path.size() > 1 ? path.qualifier(1) : null, path.name());
    if (row == null) {
      throw new UntreatableException("a star behind a name that is no relation", path.first());
    }
    int last = path.last() + 2;
    if (row.binding().kind() == Kind.OTHER) {
      analysis.explain(path.first(), last);
      return false;
    }
    if (typed) {
      throw new UntreatableException("a whole row whose type counts", path.first());
    }
    fields(path, last, row, scope, inAggregate, argument);
    return true;
  }

  /** Treats a row of which no more than its fields and their names count. */
  private void fields(
      NamePath path,
      int last,
      Scope.Found row,
      Scope scope,
      boolean inAggregate,
      boolean argument) {
    boolean grouped = !inAggregate && mayDependOnKey(row);
    boolean made = grouped || !row.binding().mayBeDerived();
    if (made && argument && row.binding().isRuled()) {
      madeRow(path, last, row, scope);
      return;
    } else if (grouped) {
      throw new UntreatableException("a whole row that may depend on a grouped key", path.first());
    }
    if (row.binding().kind() != Kind.DERIVED) {
      throw row.binding().needsRelation("a whole-row reference", path.first());
    }
    if (!row.binding().ruledTable().visibleColumns().equals(row.binding().columns())) {
      throw new UntreatableException(
          "the whole row of a relation with a column alias list", path.first());
    }
    analysis.explain(path.first(), last);
  }

  /** Whether a row is of a grouped block: a derived table would not know the key it depends on. */
  private static boolean mayDependOnKey(Scope.Found row) {
    List<String> columns = row.binding().columns();
    return columns != null
        && columns.stream().anyMatch(column -> !row.scope().mayUseUngrouped(column));
  }

  /**
   * The row, made anew of columns of the table itself: they may depend on its key, and the table
   * may be the one that is written.
   */
  private void madeRow(NamePath path, int last, Scope.Found row, Scope scope) {
    Binding binding = row.binding();
    requireVisible(binding, scope, path);
    List<String> fields = new ArrayList<>();
    for (String column : binding.ruledTable().visibleColumns()) {
      ActiveRule rule = binding.rule(column);
      String quoted = Names.quote(column);
      fields.add(
          rule == null
              ? binding.text() + "." + quoted
              : starRead(rule, binding, row.scope()) + " AS " + quoted);
    }
    String made =
        "(SELECT trestle_row FROM (SELECT %s) AS trestle_row)".formatted(String.join(", ", fields));
    analysis.explain(path.first(), last);
    analysis.replace(path.first(), last, binding.isNullable() ? whereThere(binding, made) : made);
    edited.put(path.first(), binding.ruledTable().rules().get(0));
  }

  /** A value over a row, NULL where an outer join has none. */
  private static String whereThere(Binding binding, String value) {
    return "(CASE WHEN %s.tableoid IS NOT NULL THEN %s END)".formatted(binding.text(), value);
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
    boolean computed =
        value
            && !found.scope().isGrouped()
            && isVisible(binding, scope)
            && computations.isComputedWith(path);
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
    if (found.scope().hasGroupingSets() && rule.needsQuery()) {
      throw binding.needsRelation(SUBQUERY_IN_GROUPING_SET, path.first());
    }
    String read =
        value ? valueRead(rule, binding, found.scope()) : rule.filled(reference, binding.text());
    return guarded ? guard(rule, binding, read) : read;
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
