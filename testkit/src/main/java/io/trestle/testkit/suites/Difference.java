package io.trestle.testkit.suites;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a test has ended, {@code null} where it did not run.
 *
 * @param direct without Trestle
 * @param through through it
 */
public record Difference(@Nullable Result direct, @Nullable Result through) {

  /** The tests that have ended in another way. */
  static Map<String, Difference> between(Map<String, Result> direct, Map<String, Result> through) {
    Map<String, Difference> differences = new TreeMap<>();
    List<String> names = new ArrayList<>(direct.keySet());
    names.addAll(through.keySet());
    for (String test : new TreeSet<>(names)) {
      Result one = direct.get(test);
      Result other = through.get(test);
      if (one == null || other == null || one.ending() != other.ending()) {
        differences.put(test, new Difference(one, other));
      }
    }
    return differences;
  }

  boolean says(String part) {
    return through != null && through.ending() == Ending.FAILED && through.message().contains(part);
  }

  @Override
  public String toString() {
    return "directly " + told(direct) + ", through Trestle " + told(through);
  }

  private static String told(@Nullable Result result) {
    return result == null ? "not run" : (result.ending() + " " + result.message()).strip();
  }
}
