package io.trestle.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code *} stands for over a FROM clause, in order: whole relations, and the single columns
 * into which JOIN USING breaks them.
 *
 * @param entries in the order of the output
 */
record StarColumns(List<Entry> entries) {

  /**
   * A relation as a whole, or one of its columns.
   *
   * @param column null for all columns of the binding
   * @param merged what SQL says for a column merged by FULL JOIN USING, null elsewhere
   */
  record Entry(Binding binding, @Nullable String column, @Nullable String merged) {}

  static StarColumns of(Binding binding) {
    return new StarColumns(List.of(new Entry(binding, null, null)));
  }

  StarColumns and(StarColumns other) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(other.entries);
    return new StarColumns(all);
  }

  /**
   * The columns of a join that merges some: those first, then what is left of the left side and of
   * the right.
   */
  StarColumns merge(StarColumns right, List<String> using, boolean fromRight, boolean full) {
    List<Entry> leftColumns = single();
    List<Entry> rightColumns = right.single();
    List<Entry> all = new ArrayList<>();
    for (String name : using) {
      Entry left = find(leftColumns, name);
      Entry other = find(rightColumns, name);
      if (left == null || other == null) {
        return and(right); // an error, which the server will find
      }
      if (full) {
        String merged = "COALESCE(" + text(left) + ", " + text(other) + ")";
        all.add(new Entry(left.binding(), name, merged));
      } else {
        all.add(fromRight ? other : left);
      }
    }
    Set<String> merged = Set.copyOf(using);
    leftColumns.stream().filter(entry -> !merged.contains(entry.column())).forEach(all::add);
    rightColumns.stream().filter(entry -> !merged.contains(entry.column())).forEach(all::add);
    return new StarColumns(all);
  }

  private static @Nullable Entry find(List<Entry> entries, String name) {
    return entries.stream().filter(entry -> name.equals(entry.column())).findFirst().orElse(null);
  }

  static String text(Entry entry) {
    return entry.merged() != null
        ? entry.merged()
        : entry.binding().text() + "." + Names.quote(String.valueOf(entry.column()));
  }

  private List<Entry> single() {
    List<Entry> single = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.column() != null) {
        single.add(entry);
        continue;
      }
      List<String> columns = entry.binding().columns();
      if (columns == null) {
        throw new UntreatableException("JOIN USING over a relation whose columns are not known");
      }
      columns.forEach(column -> single.add(new Entry(entry.binding(), column, null)));
    }
    return single;
  }

  /** The names of all columns; null where some are not known. */
  @Nullable List<String> names() {
    List<String> names = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.column() != null) {
        names.add(entry.column());
      } else if (entry.binding().columns() == null) {
        return null;
      } else {
        names.addAll(entry.binding().columns());
      }
    }
    return names;
  }
}
