package io.trestle.testkit.suites;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Tests that may end in another way through Trestle, each with what its failure has to say. */
public final class AcceptedDifferences {

  /**
   * @param test a test, or a class: {@code Class#}
   */
  private record Entry(String test, String says) {

    private boolean covers(String name) {
      return name.equals(test) || (test.endsWith("#") && name.startsWith(test));
    }

    private boolean isIn(Map<String, Difference> differences) {
      return differences.entrySet().stream()
          .anyMatch(found -> covers(found.getKey()) && found.getValue().says(says));
    }

    /** Where a class cannot be set up its tests do not run. */
    private boolean accepts(String name, Difference difference) {
      return covers(name) && (difference.through() == null || difference.says(says));
    }
  }

  private final List<Entry> entries;

  private AcceptedDifferences(List<Entry> entries) {
    this.entries = entries;
  }

  /** No test may. */
  public static AcceptedDifferences none() {
    return new AcceptedDifferences(List.of());
  }

  /**
   * Those of the resource {@code suites/NAME}: {@code test | modes with commas, or * | what the
   * failure says | why}, a line each.
   *
   * @param mode the query mode that the tests are run in
   * @throws IOException also where a line is of another form
   */
  public static AcceptedDifferences read(String name, String mode) throws IOException {
    String file = "/suites/" + name;
    try (InputStream in =
        Objects.requireNonNull(AcceptedDifferences.class.getResourceAsStream(file), file)) {
      List<Entry> entries = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] parts = line.split(" \\| ", -1);
        if (parts.length != 4) {
          throw new IOException(file + ": " + line + "; expected four parts");
        }
        if (parts[1].equals("*") || List.of(parts[1].split(",")).contains(mode)) {
          entries.add(new Entry(parts[0], parts[2]));
        }
      }
      return new AcceptedDifferences(entries);
    }
  }

  /** The differences that no entry accepts. */
  Map<String, Difference> othersThan(Map<String, Difference> differences) {
    Map<String, Difference> others = new TreeMap<>(differences);
    for (Entry entry : entries) {
      if (entry.isIn(differences)) {
        others.entrySet().removeIf(other -> entry.accepts(other.getKey(), other.getValue()));
      }
    }
    return others;
  }

  /**
   * Entries for tests that do not differ, or not as they say.
   *
   * @param run all tests that were run
   */
  List<String> outdated(Map<String, Difference> differences, Set<String> run) {
    return entries.stream()
        .filter(entry -> run.stream().anyMatch(entry::covers))
        .filter(entry -> !entry.isIn(differences))
        .map(Entry::test)
        .toList();
  }
}
