package io.trestle.cli.config;

import io.trestle.proxy.Limits;
import io.trestle.proxy.Listener;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.Security;
import io.trestle.proxy.Transport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file, and collects everything that is wrong with it. */
public final class ConfigFile {

  /** The largest file that is read. */
  static final int MAX_BYTES = 1 << 20;

  static final List<String> KEYS =
      List.of(
          "listen",
          "upstreams",
          "databases",
          "tls",
          "upstream-tls",
          "auth",
          "limits",
          "threads",
          "transport");

  private ConfigFile() {}

  /**
   * Reads a file. Rules files are not read, but must be readable.
   *
   * @throws InvalidConfigException when something is wrong with its content
   * @throws IOException when it cannot be read
   */
  public static Configuration read(Path file) throws InvalidConfigException, IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new InvalidConfigException(
          List.of(
              "%s:1: the file has %d bytes; expected at most %d"
                  .formatted(file, Files.size(file), MAX_BYTES)));
    }
    try {
      return parse(file, Files.readString(file, StandardCharsets.UTF_8));
    } catch (MalformedInputException notUtf8) {
      throw new InvalidConfigException(List.of(file + ":1: the file is not UTF-8 text"));
    }
  }

  static Configuration parse(Path file, String yaml) throws InvalidConfigException {
    Problems problems = new Problems(file);
    Node document = compose(problems, yaml);
    if (document == null) {
      if (problems.count() == 0) {
        problems.add(1, "the file is empty; expected listen, upstreams and databases");
      }
      throw new InvalidConfigException(problems.lines());
    }
    Section root = new Section(problems, document, "the file", KEYS);
    List<Listener> listeners = ListenSection.read(root);
    UpstreamsSection.Servers servers = UpstreamsSection.read(root);
    List<DatabaseConfig> databases = DatabasesSection.read(root, file, servers);
    Limits limits = LimitsSection.read(root);
    Security security = SecuritySection.read(root);
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = root.number("threads", 1, cores).orElse(cores);
    Transport transport = transport(root);
    if (problems.count() > 0) {
      throw new InvalidConfigException(problems.lines());
    }
    ProxySettings settings =
        new ProxySettings(
            listeners,
            List.copyOf(servers.good().values()),
            databases.stream().map(DatabaseConfig::settings).toList(),
            limits,
            threads,
            transport,
            security);
    return new Configuration(file, settings, databases, problems.warnings());
  }

  private static Transport transport(Section root) {
    List<String> labels = Arrays.stream(Transport.values()).map(Transport::label).toList();
    return root.choice("transport", labels)
        .map(label -> Transport.valueOf(label.toUpperCase(Locale.ROOT)))
        .orElse(Transport.AUTO);
  }

  private static @Nullable Node compose(Problems problems, String yaml) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(10);
      options.setNestingDepthLimit(20);
      return new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(1, "not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return null;
  }
}
