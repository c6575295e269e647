package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
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
