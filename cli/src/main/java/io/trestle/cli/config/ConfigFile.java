package io.trestle.cli.config;

import io.trestle.proxy.Limits;
import io.trestle.proxy.Listener;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.Security;
import io.trestle.proxy.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file, and collects everything that is wrong with it. */
public final class ConfigFile {

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
    return parse(file, YamlDocument.text(file));
  }

  static Configuration parse(Path file, String yaml) throws InvalidConfigException {
    Problems problems = new Problems(file);
    Node document = YamlDocument.compose(problems, yaml);
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
}
