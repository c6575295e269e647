package io.trestle.driver.wrap;

import io.trestle.engine.Outcome.ParameterType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the driver's parameters a parameter of the service's is: none, one, or several. Numbers
 * count from 1.
 *
 * @param count how many parameters the service's text has
 * @param ours for each of the driver's parameters, in order, the service's
 * @param types the types (OIDs) of those which the driver's text does not have
 */
record ParameterMap(int count, List<Integer> ours, Map<Integer, Integer> types) {

  ParameterMap {
    ours = List.copyOf(ours);
    types = Map.copyOf(types);
  }

  /** The map for a rewritten text; null where nothing is moved. */
  static @Nullable ParameterMap of(int count, JdbcText sent, List<ParameterType> declared) {
    List<Integer> ours = sent.parameters();
    boolean same = ours.size() == count;
    for (int i = 0; same && i < count; i++) {
      same = ours.get(i) == i + 1;
    }
    if (same) {
      return null;
    }
    Map<Integer, Integer> types = new HashMap<>();
    declared.forEach(type -> types.put(type.parameter(), type.typeOid()));
    return new ParameterMap(count, ours, types);
  }

  /** The first of the driver's parameters that is that of the service's; 0 where none is. */
  int first(int parameter) {
    return ours.indexOf(parameter) + 1;
  }
}
