package io.trestle.driver.wrap;

import io.trestle.engine.Outcome.ParameterType;
import java.util.ArrayList;
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

  /** The map of a text with several statements; null where nothing is moved. */
  static @Nullable ParameterMap of(int count, List<Treated.Part> parts) {
    List<Integer> ours = new ArrayList<>();
    Map<Integer, Integer> types = new HashMap<>();
    for (Treated.Part part : parts) {
      if (part.sent() == null) {
        for (int own = 1; own <= part.parameters(); own++) {
          ours.add(part.before() + own);
        }
      } else {
        part.sent().parameters().forEach(number -> ours.add(part.before() + number));
      }
      if (part.rewritten() != null) {
        for (ParameterType type : part.rewritten().parameterTypes()) {
          types.put(part.before() + type.parameter(), type.typeOid());
        }
      }
    }
    boolean same = ours.size() == count;
    for (int i = 0; same && i < count; i++) {
      same = ours.get(i) == i + 1;
    }
    return same ? null : new ParameterMap(count, ours, types);
  }

  /** The first of the driver's parameters that is that of the service's; 0 where none is. */
  int first(int parameter) {
    return ours.indexOf(parameter) + 1;
  }
}
