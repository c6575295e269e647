package io.trestle.migrator.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says beside the statement. Immutable.
 *
 * @param value V of the only column; null where it is the column's DEFAULT, or in {@code values}
 * @param values V by the columns' names, as the catalog spells them
 * @param threeSteps whether the long way is taken even where the short one could be
 * @param indexes indexes to be built when all rows are filled
 */
public record PlanOptions(
    @Nullable String value,
    Map<String, String> values,
    boolean threeSteps,
    List<IndexDefinition> indexes) {

  /** Nothing beside the statement. */
  public static final PlanOptions NONE = new PlanOptions(null, Map.of(), false, List.of());

  public PlanOptions {
    values = Map.copyOf(values);
    indexes = List.copyOf(indexes);
  }

  /** The same with V of the only column. */
  public PlanOptions withValue(String sql) {
    return new PlanOptions(sql, values, threeSteps, indexes);
  }

  /** The same with V of one column. */
  public PlanOptions withValue(String column, String sql) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(column, sql);
    return new PlanOptions(value, more, threeSteps, indexes);
  }

  /** The same by the long way. */
  public PlanOptions withThreeSteps() {
    return new PlanOptions(value, values, true, indexes);
  }

  /** The same with one index more. */
  public PlanOptions withIndex(IndexDefinition index) {
    List<IndexDefinition> more = new ArrayList<>(indexes);
    more.add(index);
    return new PlanOptions(value, values, threeSteps, more);
  }

  /**
   * An index.
   *
   * @param name its name, or null for one that PostgreSQL would choose
   * @param method its access method, such as btree
   * @param keys what stands between the parentheses, in SQL: {@code c DESC, id}
   * @param where the condition of a partial index, or null
   */
  public record IndexDefinition(
      @Nullable String name, String method, String keys, @Nullable String where) {

    /** A btree over one column. */
    public static IndexDefinition on(String column) {
      return new IndexDefinition(null, "btree", Table.quote(column), null);
    }
  }
}
