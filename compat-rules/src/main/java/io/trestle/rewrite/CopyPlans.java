package io.trestle.rewrite;

import io.trestle.engine.CopyPlan;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be done with the data of the COPY … FROM STDIN statements of a text, by their place
 * among them: the server asks for the data of one after the other. Confined to one analysis.
 */
final class CopyPlans {

  private final Map<Integer, CopyPlan> plans = new TreeMap<>();
  private int statements;
  private boolean uncertain;

  /** The data of the next such statement passes as it is. */
  void pass() {
    statements++;
  }

  /** A statement may be one of them: the places of those behind it are not known. */
  void uncertain() {
    uncertain = true;
  }

  /** The data of the next such statement is filtered. */
  void filter(CopyPlan plan) {
    if (uncertain) {
      throw new UntreatableException("a COPY behind another one that cannot be read");
    }
    plans.put(statements++, plan);
  }

  Map<Integer, CopyPlan> byPlace() {
    return plans;
  }
}
