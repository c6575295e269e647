package io.trestle.driver.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgjdbcPatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "((PgConnection) con).x(1);|(org.postgresql.test.Unwrapped.as(PgConnection.class, con)).x(1);",
        "new PgArray((BaseConnection) con, 1);"
            + "|new PgArray(org.postgresql.test.Unwrapped.as(BaseConnection.class, con), 1);",
        "= (PgPreparedStatement) con.prepareStatement(\"VALUES (?)\");"
            + "|= org.postgresql.test.Unwrapped.as(PgPreparedStatement.class,"
            + " con.prepareStatement(\"VALUES (?)\"));",
        "if (con instanceof PgConnection) {"
            + "|if (org.postgresql.test.Unwrapped.is(PgConnection.class, con)) {",
        "((PGConnection) con).getCopyAPI()|((PGConnection) con).getCopyAPI()"
      })
  void castsToClassesUnwrap(String java, String changed) {
    assertThat(PgjdbcPatch.unwrapping(java)).isEqualTo(changed);
  }

  @Test
  void otherSourcesAreNotTakenForThoseOfTheSuite(@TempDir Path folder) throws Exception {
    Path tests = Files.createDirectories(folder.resolve("src/test/java/org/postgresql/test"));
    Files.writeString(tests.resolve("TestUtil.java"), "class TestUtil {}");

    assertThatThrownBy(() -> PgjdbcPatch.apply(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TestUtil.java: expected new StringBuilder(\"jdbc:postgresql://\")");
  }

  @Test
  void sourcesAreChangedOnce(@TempDir Path folder) throws Exception {
    Path tests = Files.createDirectories(folder.resolve("src/test/java/org/postgresql/test"));
    Path util = tests.resolve("TestUtil.java");
    Files.writeString(
        util, "new StringBuilder(\"jdbc:postgresql://\"); con instanceof PgConnection;");

    PgjdbcPatch.apply(folder);
    String once = Files.readString(util);
    PgjdbcPatch.apply(folder);

    assertThat(once)
        .isEqualTo(
            "new StringBuilder(System.getProperty(\"suite.url.prefix\", \"jdbc:\") +"
                + " \"postgresql://\"); org.postgresql.test.Unwrapped.is(PgConnection.class,"
                + " con);");
    assertThat(Files.readString(util)).isEqualTo(once);
    assertThat(tests.resolve("Unwrapped.java")).exists();
  }

  @Test
  void aSuiteWithoutCastsIsAnotherOne(@TempDir Path folder) throws Exception {
    Path tests = Files.createDirectories(folder.resolve("src/test/java/org/postgresql/test"));
    Files.writeString(tests.resolve("TestUtil.java"), "new StringBuilder(\"jdbc:postgresql://\");");

    assertThatThrownBy(() -> PgjdbcPatch.apply(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected casts to");
  }
}
