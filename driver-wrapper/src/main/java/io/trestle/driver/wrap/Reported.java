package io.trestle.driver.wrap;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.QueryExecutorBase;

/**
 * A setting that the server reports whenever it changes, for those who read it at each execution.
 * As thread-safe as the driver's own look-up, which is that of a {@link TreeMap}.
 *
 * <p>The driver keeps what was reported in a sorted map, and searching that by name takes longer
 * than all else that is done for a statement. Entries of a {@link TreeMap} stay those of their
 * names while none is removed, and show what is put later. Where driver or JDK are seen not to do
 * so, the map is searched.
 */
final class Reported {

  /** Whether the map need not be searched. */
  static final boolean ENTRIES_STAY = driverKeepsTree() && treeKeepsEntries();

  private final QueryExecutor executor;
  private final String name;
  private final Map.@Nullable Entry<String, String> entry;
  private final @Nullable String spelt;

  /**
   * @param name of a setting, in any case
   */
  Reported(QueryExecutor executor, String name) {
    this.executor = executor;
    this.name = name;
    this.entry =
        ENTRIES_STAY && executor instanceof QueryExecutorBase
            ? find(executor.getParameterStatuses(), name)
            : null;
    this.spelt = entry == null ? null : entry.getKey();
  }

  /** What the server has reported last, or null where it never did. */
  @Nullable String value() {
    Map.Entry<String, String> own = entry;
    return own != null && own.getKey() == spelt
        ? own.getValue()
        : executor.getParameterStatus(name);
  }

  private static Map.@Nullable Entry<String, String> find(Map<String, String> map, String name) {
    for (Map.Entry<String, String> entry : map.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return entry;
      }
    }
    return null;
  }

  /** Its field is private, but not the field's type. */
  private static boolean driverKeepsTree() {
    try {
      return QueryExecutorBase.class.getDeclaredField("parameterStatuses").getType()
          == TreeMap.class;
    } catch (NoSuchFieldException | LinkageError | RuntimeException unknown) {
      return false;
    }
  }

  /** Tried once, with a map like the driver's, since the JDK does not promise it. */
  private static boolean treeKeepsEntries() {
    TreeMap<String, String> tree = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, String> seen = Collections.unmodifiableMap(tree);
    tree.put("m", "before");
    Map.Entry<String, String> held = find(seen, "m");
    for (char other = 'a'; other <= 'z'; other++) {
      tree.put(String.valueOf(other), "after");
    }
    return held != null && held.getValue().equals("after");
  }
}
