package io.trestle.rewrite;

import io.trestle.rewrite.Binding.Kind;
import io.trestle.rules.Phase.ReadFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Treats references to whole rows of a table under rules. */
final class WholeRows {

  private final Analysis analysis;
  private final Map<Integer, ActiveRule> edited;

  /**
   * @param edited notes, by its first token, a reference that was replaced
   */
  WholeRows(Analysis analysis, Map<Integer, ActiveRule> edited) {
    this.analysis = analysis;
    this.edited = edited;
  }

  /** The relation whose whole row a bare name stands for; null where it is a column or nothing. */
  static Scope.@Nullable Found find(NamePath path, Scope scope) {
    Scope.Found row = path.size() == 1 ? scope.relation(null, path.name()) : null;
    Scope.Candidates columns = scope.column(path.name());
    return row != null && (columns == null || columns.having().isEmpty()) ? row : null;
  }

  /** OLD and NEW as whole rows (PostgreSQL 18) are no relations of ours, yet they exist. */
  static void requireNoVersion(NamePath path, Scope scope) {
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
  void typed(NamePath path, Binding binding, Scope scope) {
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
    References.requireVisible(binding, scope, path);
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

  /**
   * Treats an expression that, as a whole row, may be taken from a derived table: where only its
   * fields and their names count, not the type.
   *
   * @param argument whether it is handed to a function, so that a row of no named type will do
   * @return whether it is the row of the table
   */
  boolean row(int firstToken, Scope scope, boolean inAggregate, boolean argument) {
    NamePath path = NamePath.at(analysis.tokens(), firstToken);
    Scope.Found row = find(path, scope);
    if (row == null) {
      requireNoVersion(path, scope);
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
    References.requireVisible(binding, scope, path);
    List<String> fields = new ArrayList<>();
    for (String column : binding.ruledTable().visibleColumns()) {
      ActiveRule rule = binding.rule(column);
      String quoted = Names.quote(column);
      fields.add(
          rule == null
              ? binding.text() + "." + quoted
              : References.starRead(rule, binding, row.scope()) + " AS " + quoted);
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
}
