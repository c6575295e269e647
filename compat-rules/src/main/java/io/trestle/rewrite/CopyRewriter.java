package io.trestle.rewrite;

import io.trestle.catalog.Relation;
import io.trestle.engine.CopyField;
import io.trestle.engine.CopyFormat;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.RefusalCode;
import io.trestle.rules.Phase.WriteFlag;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Treats COPY, which JSqlParser does not read, by its tokens.
 *
 * <p>Where the column cannot be written yet, COPY FROM STDIN is asked of the server without it, and
 * a {@link CopyPlan} says what is to be taken out of the data; where it can, a WHERE keeps NULL
 * out. COPY TO of a column that is not read as it stands becomes a COPY of a query.
 */
final class CopyRewriter {

  private static final String[] QUERIES = {
    "select", "with", "values", "table", "insert", "update", "delete", "merge"
  };

  private final Analysis analysis;
  private final Tokens tokens;
  private final CopyStatement copy;
  private final NamePath path;
  private final RuledTable table;
  private final boolean standardConformingStrings;

  private CopyRewriter(
      Analysis analysis,
      CopyStatement copy,
      NamePath path,
      RuledTable table,
      boolean standardConformingStrings) {
    this.analysis = analysis;
    this.tokens = analysis.tokens();
    this.copy = copy;
    this.path = path;
    this.table = table;
    this.standardConformingStrings = standardConformingStrings;
  }

  /**
   * Treats the COPY in the tokens {@code [from, to)}.
   *
   * @param standardConformingStrings the session's setting of that name
   */
  static void rewrite(Analysis analysis, int from, int to, boolean standardConformingStrings) {
    boolean mentions = StatementKinds.mentions(analysis, from, to);
    CopyStatement copy;
    try {
      copy = CopyStatement.at(analysis.tokens(), from, to, standardConformingStrings);
    } catch (UntreatableException unreadable) {
      if (mentions) {
        throw unreadable;
      }
      analysis.copies().uncertain();
      return;
    }
    NamePath path = copy.table();
    RuledTable table = !mentions || path == null ? null : NamedTable.of(analysis, path, false);
    if (mentions && path == null) {
      query(analysis, copy);
    }
    if (table != null && path != null) {
      try {
        new CopyRewriter(analysis, copy, path, table, standardConformingStrings).treat();
      } catch (TargetErrorException error) { // COPY looks at names when it is executed
        analysis.failAlways(Refusals.error(error, analysis.tokens()));
      }
    } else if (copy.readsClient()) {
      analysis.copies().pass();
    }
  }

  private static void query(Analysis analysis, CopyStatement copy) {
    Tokens tokens = analysis.tokens();
    int first = copy.query() + 1;
    int close = tokens.partner(copy.query());
    if (!StatementKinds.mentions(analysis, first, close)) {
      return;
    }
    if (!tokens.is(first, "(") && !tokens.isAnyWord(first, QUERIES)) {
      throw CopyOptions.unreadable(first);
    }
    StatementRewriter.rewrite(analysis, first, close);
  }

  private void treat() {
    List<String> names = names();
    requireVisible(names);
    if (copy.from()) {
      from(names);
    } else if (copy.where() < 0) { // else the server refuses it
      to(names);
    }
  }

  /** The columns that are copied, as the session names or sees them. */
  private List<String> names() {
    CommaList list = copy.columns();
    if (list == null) {
      return table.visibleColumns().stream().filter(name -> !isComputed(name)).toList();
    }
    List<String> names = new ArrayList<>();
    for (int[] item : list.items()) {
      Token name = tokens.get(item[0]);
      if (item[0] != item[1] || !name.isName()) {
        throw CopyOptions.unreadable(item[0]);
      }
      names.add(name.value());
    }
    if (names.isEmpty()) {
      throw CopyOptions.unreadable(list.open());
    }
    return names;
  }

  private Relation.@Nullable Column physical(String name) {
    return table.relation().columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private boolean isComputed(String name) {
    Relation.Column column = physical(name);
    return column != null && column.computed();
  }

  /** The errors of a target that has not the column, or has it but once. */
  private void requireVisible(List<String> names) {
    for (ActiveRule rule : table.rules()) {
      boolean named = names.contains(rule.column()) || isForced(rule.column());
      if (table.hides(rule) && named) {
        throw Writes.unknownColumn(rule, UntreatableException.NO_TOKEN);
      }
      if (names.indexOf(rule.column()) != names.lastIndexOf(rule.column())) {
        throw new TargetErrorException(
            "42701",
            "column \"%s\" specified more than once".formatted(rule.column()),
            UntreatableException.NO_TOKEN);
      }
    }
  }

  private boolean isForced(String column) {
    return forced().stream().anyMatch(option -> option.names(tokens, column));
  }

  private List<CopyOptions.Option> forced() {
    return copy.options().forced(copy.from());
  }

  private boolean isCsv() {
    return copy.options().format(copy.binary() >= 0).kind() == CopyFormat.Kind.CSV;
  }

  /** A column that is forced and not copied: where it is not there, the server would misname it. */
  private void requireReferenced(List<String> names) {
    for (CopyOptions.Option option : forced()) {
      for (int index : option.columns()) {
        String name = tokens.get(index).value();
        if (table.rule(name) != null && !names.contains(name) && isCsv()) {
          throw new TargetErrorException(
              "42P10",
              "%s column \"%s\" not referenced by COPY"
                  .formatted(option.name().toUpperCase(java.util.Locale.ROOT), name),
              UntreatableException.NO_TOKEN);
        }
      }
    }
  }

  /** Has the statement name its columns where it would mean others without. */
  private void nameColumns(List<String> names) {
    List<String> physical =
        table.relation().columns().stream()
            .filter(column -> !column.computed())
            .map(Relation.Column::name)
            .toList();
    if (names.isEmpty()) {
      throw new UntreatableException("a COPY of no column", path.first());
    }
    if (copy.columns() == null && !names.equals(physical)) {
      analysis.insertAfter(path.last(), list(names));
    }
  }

  private static String list(List<String> names) {
    return names.stream().map(Names::quote).collect(Collectors.joining(", ", " (", ")"));
  }

  // --- COPY FROM
  // -------------------------------------------------------------------------------------------------

  private void from(List<String> names) {
    requireReferenced(names);
    Map<Integer, ActiveRule> held = new LinkedHashMap<>();
    for (ActiveRule rule : table.rules()) {
      if (rule.phase().write() != WriteFlag.HOLD || table.hides(rule)) {
        continue;
      } else if (names.contains(rule.column())) {
        held.put(names.indexOf(rule.column()), rule);
      } else {
        new HeldWrites(analysis, rule).byDefault(path.first());
      }
    }
    if (held.isEmpty()) {
      nameColumns(names);
      if (copy.readsClient()) {
        analysis.copies().pass();
      }
    } else {
      takeOut(names, held);
    }
    where(names);
  }

  private void takeOut(List<String> names, Map<Integer, ActiveRule> held) {
    ActiveRule first = held.values().iterator().next();
    for (ActiveRule rule : held.values()) {
      if (rule.isDerived()) {
        throw UntreatableException.under(
            rule,
            RefusalCode.HELD_WRITE,
            "a COPY that gives a column which is computed from others",
            path.first());
      } else if (rule.insertsUnfilled()
          || (rule.hasOwnDefault() && copy.options().find("default") != null)) {
        throw UntreatableException.under(
            rule,
            RefusalCode.HELD_WRITE,
            "a COPY that gives a column whose default is not its value",
            path.first());
      }
    }
    if (!copy.client()) {
      throw UntreatableException.under(
          first,
          RefusalCode.HELD_WRITE,
          "a COPY from a file, whose values are not known to equal " + first.rule().value(),
          path.first());
    }
    requireNewerSyntax();
    List<String> remaining = new ArrayList<>(names);
    held.values().forEach(rule -> remaining.remove(rule.column()));
    if (remaining.isEmpty()) {
      throw UntreatableException.under(
          first, RefusalCode.CONSTRUCT, "a COPY of no other column", path.first());
    }
    CopyFormat format = copy.options().format(copy.binary() >= 0);
    boolean csv = format.kind() == CopyFormat.Kind.CSV;
    boolean skips = copy.where() >= 0 || copy.options().ignoresErrors();
    List<CopyField> fields = new ArrayList<>();
    Set<String> dropped = new HashSet<>();
    held.forEach(
        (index, rule) -> {
          String column = rule.column();
          boolean forceNull = csv && copy.options().forces("force_null", column);
          boolean forceNotNull = csv && copy.options().forces("force_not_null", column);
          dropped.add(column);
          fields.add(new HeldWrites(analysis, rule).copied(index, skips, forceNull, forceNotNull));
        });
    if (copy.columns() == null) {
      analysis.insertAfter(path.last(), list(remaining));
    } else {
      copy.columns().remove(analysis, held.keySet());
    }
    if (csv) { // else the server refuses such lists, and must see them
      copy.options().dropColumns(analysis, forced(), dropped);
    }
    analysis.copies().filter(new CopyPlan(table.relation().name(), format, names, fields));
  }

  private void requireNewerSyntax() {
    if (copy.delimiters() >= 0) {
      throw new UntreatableException("a COPY with DELIMITERS", copy.delimiters());
    }
  }

  /** Treats the condition, and adds one that keeps NULL out. */
  private void where(List<String> names) {
    if (copy.where() >= 0) {
      new CopyCondition(analysis, table, names).treat(copy.where() + 1, copy.end());
    }
    StringBuilder guards = new StringBuilder();
    for (ActiveRule rule : table.rules()) {
      boolean passes = rule.phase().write() != WriteFlag.HOLD && !table.hides(rule);
      if (passes && names.contains(rule.column())) {
        requireDefault(rule);
        boolean mayBeNull = rule.rule().nullable() || rule.isDerived();
        guards.append(mayBeNull ? "" : guard(rule));
      }
    }
    if (guards.isEmpty()) {
      return;
    }
    String guard = "CASE" + guards + " ELSE true END";
    if (copy.where() < 0) {
      analysis.insertAfter(copy.end() - 1, " WHERE " + guard);
    } else {
      analysis.insertBefore(copy.where() + 1, "CASE WHEN (");
      analysis.insertAfter(copy.end() - 1, ") THEN " + guard + " ELSE false END");
    }
  }

  private String guard(ActiveRule rule) {
    return " WHEN %s IS NULL THEN %s IS NULL"
        .formatted(Names.quote(rule.column()), analysis.raise(rule));
  }

  /** A marker of the default means V; where the database has no default it is an error there. */
  private void requireDefault(ActiveRule rule) {
    Relation.Column column = physical(rule.column());
    if (copy.options().find("default") != null && (column == null || !column.hasDefault())) {
      throw new UntreatableException(
          "a COPY with DEFAULT, where the database has no default for the column", path.first());
    }
  }

  // --- COPY TO
  // ---------------------------------------------------------------------------------------------------

  private void to(List<String> names) {
    Set<String> replaced = new HashSet<>();
    for (ActiveRule rule : table.rules()) {
      if (names.contains(rule.column())) {
        replaced.add(rule.column());
      }
    }
    if (replaced.isEmpty()) {
      requireReferenced(names);
      nameColumns(names);
    } else if (isValid(names, replaced)) {
      copyQuery(names);
    } else {
      leaveError(names, replaced);
    }
  }

  /** Whether the server takes a COPY of the table with these columns and options. */
  private boolean isValid(List<String> names, Set<String> replaced) {
    for (String name : names) {
      Relation.Column column = physical(name);
      boolean ordinary = column != null && !column.computed();
      if (!replaced.contains(name) && !ordinary) {
        return false;
      }
    }
    boolean distinct = new HashSet<>(names).size() == names.size();
    boolean referenced =
        copy.options().forced().stream()
            .flatMap(option -> option.columns().stream())
            .allMatch(index -> names.contains(tokens.get(index).value()));
    return distinct && referenced && !table.relation().partitioned();
  }

  /** COPY of a table gives its own rows only, not those of its children. */
  private void copyQuery(List<String> names) {
    requireNewerSyntax();
    String columns = names.stream().map(Names::quote).collect(Collectors.joining(", "));
    String query = "SELECT " + columns + " FROM ONLY " + tokens.text(path.first(), path.last());
    CommaList list = copy.columns();
    int last = list == null ? path.last() : tokens.partner(list.open());
    analysis.replace(path.first(), last, "(" + treated(query) + ")");
    if (copy.binary() >= 0) {
      analysis.replace(copy.binary(), copy.binary(), "");
      if (copy.options().open() >= 0) {
        analysis.insertAfter(copy.options().open(), "FORMAT binary, ");
      } else {
        analysis.insertAfter(copy.end() - 1, " BINARY");
      }
    }
  }

  private String treated(String query) {
    try {
      Tokens own = Tokens.of(query, standardConformingStrings);
      Analysis inner =
          new Analysis(own, analysis.rules(), analysis.catalog(), analysis.searchPath(), Set.of());
      StatementRewriter.rewrite(inner, 0, own.size());
      return inner.edits().apply();
    } catch (LexerException impossible) {
      throw new UntreatableException("a name that cannot be quoted", path.first());
    }
  }

  /** Leaves a statement that the server refuses, in words that do not depend on the column. */
  private void leaveError(List<String> names, Set<String> replaced) {
    Set<String> missing = new HashSet<>(replaced);
    missing.removeIf(name -> physical(name) != null);
    List<String> remaining = names.stream().filter(name -> !missing.contains(name)).toList();
    CommaList list = copy.columns();
    if (list == null) {
      nameColumns(remaining);
    } else if (remaining.isEmpty()) {
      throw new UntreatableException("a COPY of no other column", path.first());
    } else if (!missing.isEmpty()) {
      Set<Integer> places = new HashSet<>();
      for (int i = 0; i < names.size(); i++) {
        if (missing.contains(names.get(i))) {
          places.add(i);
        }
      }
      list.remove(analysis, places);
    }
    copy.options().dropColumns(analysis, forced(), missing);
  }
}
