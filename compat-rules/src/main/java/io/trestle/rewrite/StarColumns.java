package io.trestle.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code *} stands for over a FROM clause.
 *
 * @param relations its relations, in order
 * @param names the names of the columns, in order; null where some are not known
 * @param merged whether JOIN USING or NATURAL JOIN puts merged columns first, so that the star is
 *     not simply all columns of all relations
 */
record StarColumns(List<Binding> relations, @Nullable List<String> names, boolean merged) {

  /** Of no FROM clause at all. */
  static final StarColumns NONE = new StarColumns(List.of(), List.of(), false);

  static StarColumns of(Binding binding) {
    return new StarColumns(List.of(binding), binding.columns(), false);
  }

  StarColumns and(StarColumns other) {
    return new StarColumns(
        concatenate(relations, other.relations),
        names == null || other.names == null ? null : concatenate(names, other.names),
        merged || other.merged);
  }

  /**
   * The columns of a join that merges some: those first, then what is left of the left side and of
   * the right.
   */
  StarColumns merge(StarColumns right, List<String> using) {
    StarColumns all = and(right);
    if (all.names == null) {
      return new StarColumns(all.relations, null, true);
    }
    Set<String> mergedNames = new HashSet<>(using);
    List<String> rest = all.names.stream().filter(name -> !mergedNames.contains(name)).toList();
    return new StarColumns(all.relations, concatenate(using, rest), true);
  }

  private static <T> List<T> concatenate(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
