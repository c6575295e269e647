package io.trestle.cli.config;

import io.trestle.cli.Messages;
import io.trestle.cli.migrate.ConsoleMigrations;
import io.trestle.cli.migrate.MigratedDatabase;
import io.trestle.proxy.Operations;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.admin.MigrationControl;
import io.trestle.proxy.admin.OperatedRules;
import io.trestle.proxy.session.Console;
import io.trestle.rules.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A proxy that runs by a configuration file. Thread-safe. */
public final class ConfiguredProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredProxy.class);

  private final Path file;
  private final EngineShelf shelf;
  private final ProxyServer server;
  private volatile List<MigratedDatabase> migrated;

  /** Makes the console of what operators see and do. */
  @FunctionalInterface
  public interface Consoles {
    Console of(Operations operations, OperatedRules rules, MigrationControl migrations);
  }

  private ConfiguredProxy(
      Path file, EngineShelf shelf, Configuration configuration, Consoles consoles)
      throws IOException {
    this.file = file;
    this.shelf = shelf;
    migrated = configuration.migrated();
    MigrationControl migrations = new ConsoleMigrations(() -> migrated);
    synchronized (this) { // a client of the console may come before the proxy is known here
      server =
          ProxyServer.start(
              configuration.settings(),
              shelf::engines,
              operations -> consoles.of(operations, new Rules(), migrations));
    }
  }

  /**
   * Reads a file and starts a proxy.
   *
   * @param environment has user and password for databases without a catalog URL
   * @param consoles makes the console, of all the rules and migrations
   * @throws InvalidConfigException when something is wrong with the file, or with rules
   * @throws IOException when it cannot be read, or an address cannot be listened at
   */
  public static ConfiguredProxy start(Path file, Map<String, String> environment, Consoles consoles)
      throws InvalidConfigException, IOException {
    Configuration configuration = ConfigFile.read(file);
    warn(configuration);
    EngineShelf shelf = new EngineShelf(environment);
    try {
      shelf.open(configuration);
      return new ConfiguredProxy(file, shelf, configuration, consoles);
    } catch (InvalidConfigException | IOException | RuntimeException failure) {
      shelf.close();
      throw failure;
    }
  }

  /** The rules of all databases; read again, they are so with the configuration. */
  public OperatedRules rules() {
    return new Rules();
  }

  private final class Rules implements OperatedRules {
    @Override
    public List<Rule> rules() {
      synchronized (ConfiguredProxy.this) {
        return shelf.rules();
      }
    }

    @Override
    public void reload() throws IOException {
      try {
        ConfiguredProxy.this.reload();
      } catch (InvalidConfigException wrong) {
        throw new IOException(wrong.getMessage(), wrong);
      }
    }
  }

  /** The proxy. */
  public ProxyServer server() {
    return server;
  }

  /**
   * Reads the file and all rules files again, and puts them in force: rules at once, all else for
   * sessions that begin from now on. The log says what was done.
   *
   * @return the keys whose new values take a new start
   * @throws InvalidConfigException when something is wrong; the configuration before stays in force
   */
  public synchronized List<String> reload() throws InvalidConfigException {
    try {
      Configuration next = ConfigFile.read(file);
      shelf.open(next);
      List<String> later;
      try {
        later = server.reload(next.settings(), shelf::engines);
        migrated = next.migrated();
      } catch (IOException changedSince) {
        throw new InvalidConfigException(List.of(Messages.of(changedSince)));
      } finally {
        shelf.retire(server::uses);
      }
      LOG.atInfo()
          .addKeyValue("file", file)
          .addKeyValue("databases", next.databases().size())
          .log("configuration read again");
      warn(next);
      for (String key : later) {
        LOG.atWarn().addKeyValue("key", key).log("a new value takes a new start of the proxy");
      }
      return later;
    } catch (IOException unreadable) {
      InvalidConfigException invalid =
          new InvalidConfigException(List.of(file + ":1: cannot be read: " + unreadable));
      stays(invalid);
      throw invalid;
    } catch (InvalidConfigException invalid) {
      stays(invalid);
      throw invalid;
    }
  }

  private static void warn(Configuration configuration) {
    configuration.warnings().forEach(LOG::warn);
  }

  private void stays(InvalidConfigException invalid) {
    LOG.atError()
        .addKeyValue("file", file)
        .log("the configuration before stays in force: {}", invalid.getMessage());
  }

  @Override
  public synchronized void close() {
    server.close();
    shelf.close();
  }
}
