package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.slf4j.Logger;

/** The jar that services put on their class path. */
class ShadedJarIT {

  private static final Path JAR = Path.of("target", "trestle-driver.jar");

  @Test
  void theJarNeedsThePostgresqlDriverAndSlf4jAndNothingElse() throws Exception {
    URL[] classPath = {
      JAR.toUri().toURL(), placeOf(PGConnection.class), placeOf(Logger.class),
    };
    try (DriverFixture fixture = new DriverFixture();
        URLClassLoader service =
            new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Driver driver = null;
      for (Driver each : ServiceLoader.load(Driver.class, service)) {
        driver = each.getClass().getName().startsWith("io.trestle.") ? each : driver;
      }
      assertThat(driver).isNotNull();
      assertThat(driver.getClass().getClassLoader()).isSameAs(service);
      try (Connection connection = driver.connect(fixture.urlWithRules(), new Properties());
          ResultSet rows = connection.createStatement().executeQuery("SELECT status FROM orders")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("pending");
      }
      endAll(service);
    }
  }

  /** Its threads would look for classes of the jar, which is closed. */
  private static void endAll(ClassLoader service) throws ReflectiveOperationException {
    Method endAll = Class.forName(Shelf.class.getName(), true, service).getDeclaredMethod("endAll");
    endAll.setAccessible(true);
    endAll.invoke(null);
  }

  /** What an application server does with an application that leaves its connection open. */
  @Test
  @SuppressWarnings("unchecked")
  void anApplicationThatIsTakenAwayLeavesNoThreads() throws Exception {
    URL[] classPath = {
      JAR.toUri().toURL(),
      placeOf(PGConnection.class),
      placeOf(Logger.class),
      placeOf(Application.class),
    };
    try (DriverFixture fixture = new DriverFixture();
        URLClassLoader server =
            new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      Function<String, Integer> application =
          (Function<String, Integer>)
              Class.forName(Application.class.getName(), true, server)
                  .asSubclass(Function.class)
                  .getDeclaredConstructor()
                  .newInstance();

      assertThat(application.apply(fixture.urlWithRules()))
          .as("threads while it runs")
          .isPositive();

      Eventually.that("no thread is left", () -> before.containsAll(Application.threads()));
    }
  }

  /** Runs, and is taken away, in a class loader of its own. */
  public static final class Application implements Function<String, Integer> {

    static Set<Thread> threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("trestle-"))
          .collect(Collectors.toSet());
    }

    @Override
    public Integer apply(String url) {
      Set<Thread> before = threads();
      try {
        Class.forName("io.trestle.driver.CompatDriver");
        Connection connection = DriverManager.getConnection(url);
        connection.createStatement().executeQuery("SELECT status FROM orders");
        Set<Thread> running = threads();
        running.removeAll(before);
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
          DriverManager.deregisterDriver(driver);
        }
        if (!connection.isClosed()) {
          throw new IllegalStateException("its connection is open");
        }
        return running.size();
      } catch (ClassNotFoundException | SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  private static URL placeOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void allThatIsInsideHasANameOfOurs() throws Exception {
    try (JarFile jar = new JarFile(new File(JAR.toString()))) {
      List<String> classes =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class") && !name.startsWith("io/trestle/"))
              .toList();
      assertThat(classes).isEmpty();
    }
    System.out.println("trestle-driver.jar: " + Files.size(JAR) + " bytes");
  }
}
