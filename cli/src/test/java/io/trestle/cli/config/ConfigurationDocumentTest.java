package io.trestle.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.cli.TestCertificates;
import io.trestle.proxy.Limits;
import io.trestle.proxy.tls.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/configuration.md lists is what the code has. */
final class ConfigurationDocumentTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|([^|\n]*)\\|([^|\n]*)\\|");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  private String document = "";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void read() throws IOException {
    document = Files.readString(Path.of("..", "docs", "configuration.md"));
  }

  private List<Matcher> rows() {
    List<Matcher> rows = new ArrayList<>();
    for (Matcher row = ROW.matcher(document); row.find(); ) {
      Matcher each = ROW.matcher(row.group());
      assertThat(each.find()).isTrue();
      rows.add(each);
    }
    return rows;
  }

  @Test
  void theExampleIsAConfiguration() throws Exception {
    Matcher example = EXAMPLE.matcher(document);
    assertThat(example.find()).isTrue();
    Files.writeString(folder.resolve("shop.yaml"), "rules: []");
    new TestCertificates(folder, "ca.crt").issue("proxy");
    Files.writeString(folder.resolve("verifiers.txt"), "");

    int cores = Runtime.getRuntime().availableProcessors();
    Configuration configuration =
        ConfigFile.parse(
            folder.resolve("trestle.yaml"),
            example.group(1).replace("threads: 2", "threads: " + Math.min(2, cores)));

    assertThat(configuration.settings().listeners()).hasSize(3);
    assertThat(configuration.databases()).hasSize(4);
    assertThat(configuration.databases().stream().map(each -> configuration.tls(each).mode()))
        .containsExactly(
            SslMode.VERIFY_FULL, SslMode.DISABLE, SslMode.REQUIRE, SslMode.VERIFY_FULL);
    assertThat(configuration.settings().limits().maxSessions()).isEqualTo(5000);
    assertThat(configuration.settings().security().clientTls()).isNotNull();
    assertThat(configuration.settings().security().serverTls().mode())
        .isEqualTo(SslMode.VERIFY_FULL);
    assertThat(configuration.settings().security().authentication().file()).isNotNull();
  }

  @Test
  void theKeysAreThoseOfTheCode() {
    List<String> keys = new ArrayList<>(ConfigFile.KEYS);
    ListenSection.KEYS.forEach(key -> keys.add("listen." + key));
    UpstreamsSection.KEYS.forEach(key -> keys.add("upstreams." + key));
    DatabasesSection.KEYS.forEach(key -> keys.add("databases." + key));
    SecuritySection.TLS_KEYS.forEach(key -> keys.add("tls." + key));
    SecuritySection.UPSTREAM_KEYS.forEach(key -> keys.add("upstream-tls." + key));
    SecuritySection.AUTH_KEYS.forEach(key -> keys.add("auth." + key));
    keys.addAll(LimitsSection.keys());

    assertThat(rows().stream().map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void theDefaultsOfLimitsAreThoseOfTheCode() {
    for (Matcher row : limitRows()) {
      assertThat(row.group(2).strip())
          .as(row.group(1))
          .isEqualTo(Units.text(defaultOf(row.group(1))));
    }
  }

  @Test
  void theBoundsOfLimitsAreThoseOfTheCode() {
    for (Matcher row : limitRows()) {
      String[] bounds = row.group(3).strip().split(" to ");
      String name = name(row.group(1));
      assertThat(accepts(name, value(name, bounds[0], 0))).as(name).isTrue();
      assertThat(accepts(name, value(name, bounds[0], -1))).as(name).isFalse();
      if (!bounds[1].startsWith("`")) {
        assertThat(accepts(name, value(name, bounds[1], 0))).as(name).isTrue();
        assertThat(accepts(name, value(name, bounds[1], 1))).as(name).isFalse();
      }
    }
  }

  private List<Matcher> limitRows() {
    List<Matcher> rows =
        rows().stream().filter(row -> LimitsSection.keys().contains(row.group(1))).toList();
    assertThat(rows).hasSameSizeAs(Limits.names());
    return rows;
  }

  private static String name(String key) {
    return Limits.names().stream()
        .filter(name -> LimitsSection.key(name).equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static Object defaultOf(String key) {
    return Limits.DEFAULTS.get(name(key));
  }

  /** A written value, and so many (milliseconds) more. */
  private static Object value(String name, String text, int more) {
    if (Limits.DEFAULTS.get(name) instanceof Duration) {
      Optional<Duration> read = Units.duration(text);
      return read.orElseThrow().plusMillis(more);
    }
    return Math.toIntExact(Units.size(text).orElseThrow() + more);
  }

  private static boolean accepts(String name, Object value) {
    try {
      Limits.DEFAULTS.with(Map.of("maxStatementBytes", 1)).with(Map.of(name, value));
      return true;
    } catch (IllegalArgumentException outOfBounds) {
      return false;
    }
  }
}
