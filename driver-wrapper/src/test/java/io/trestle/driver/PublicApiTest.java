package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.config.Options;
import japicmp.model.AccessModifier;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibility;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What services compile against stays as it is in {@code src/test/api}: japicmp compares the
 * driver's public types with those. What is added to them is written down there when it is
 * released.
 */
class PublicApiTest {

  private static final Path BASELINE = Path.of("src/test/api");
  private static final String PACKAGE = "io/trestle/driver";

  @TempDir private Path folder;

  @Test
  void isWhatServicesWereCompiledAgainst() throws IOException {
    Path compiled = compile(BASELINE, Files.createDirectory(folder.resolve("baseline")));

    List<JApiClass> changed = compare(jar("old.jar", compiled), jar("new.jar", classes()));

    assertThat(changed).as(report(changed)).isEmpty();
  }

  @Test
  void aMethodThatIsMissingIsFound() throws IOException {
    Path source = Files.createDirectories(folder.resolve("source/" + PACKAGE));
    Path driver = BASELINE.resolve(PACKAGE + "/CompatDriver.java");
    String more =
        Files.readString(driver)
            .replace(
                "public native int getMajor",
                "public native int gone();\n\n  public native int getMajor");
    Files.writeString(source.resolve("CompatDriver.java"), more);
    Path compiled =
        compile(folder.resolve("source"), Files.createDirectory(folder.resolve("more")));

    List<JApiClass> changed = compare(jar("old.jar", compiled), jar("new.jar", classes()));

    assertThat(report(changed)).contains("METHOD", "gone()");
  }

  private static Path classes() {
    return Path.of("target/classes");
  }

  private static Path compile(Path sources, Path target) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> found = Files.walk(sources)) {
      List<Path> paths = found.filter(path -> path.toString().endsWith(".java")).toList();
      List<String> options =
          List.of("-d", target.toString(), "-cp", "", "-proc:none", "-Xlint:none");
      boolean done =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(paths))
              .call();
      assertThat(done).as("the baseline compiles").isTrue();
    }
    return target;
  }

  /** The classes of the driver's package that is for services. */
  private File jar(String name, Path classes) throws IOException {
    File jar = folder.resolve(name).toFile();
    try (OutputStream out = Files.newOutputStream(jar.toPath());
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> found = Files.list(classes.resolve(PACKAGE))) {
      for (Path path : found.filter(each -> each.toString().endsWith(".class")).toList()) {
        entries.putNextEntry(new JarEntry(PACKAGE + "/" + path.getFileName()));
        Files.copy(path, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static List<JApiClass> compare(File before, File now) {
    JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
    options.setAccessModifier(AccessModifier.PROTECTED);
    options
        .getClassPathEntries()
        .addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
    List<JApiClass> changed =
        new ArrayList<>(
            new JarArchiveComparator(options)
                .compare(new JApiCmpArchive(before, "baseline"), new JApiCmpArchive(now, "now")));
    changed.removeIf(PublicApiTest::isCompatible);
    return changed;
  }

  private static boolean isCompatible(JApiCompatibility found) {
    return found.isBinaryCompatible() && found.isSourceCompatible();
  }

  private static String report(List<JApiClass> changed) {
    Options options = Options.newDefault();
    options.setOutputOnlyModifications(true);
    return new StdoutOutputGenerator(options, changed).generate();
  }
}
