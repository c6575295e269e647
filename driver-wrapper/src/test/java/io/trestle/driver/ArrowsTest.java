package io.trestle.driver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the driver knows, as docs/architecture.md draws it. */
@AnalyzeClasses(
    packages = "io.trestle.driver",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArrowsTest {

  @ArchTest
  static final ArchRule IT_CALLS_THE_FACADE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "com.zaxxer..",
              "net.sf.jsqlparser..",
              "io.trestle.proxy..",
              "io.trestle.cli..",
              "io.trestle.sql..",
              "io.trestle.testkit..");

  @ArchTest
  static final ArchRule IT_ONLY_CONSTRUCTS_THE_ENGINES =
      noClasses()
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are internals of the engine",
                  (JavaClass type) ->
                      type.getPackageName().startsWith("io.trestle.rewrite")
                          && !type.getSimpleName().equals("RewritingEngines")
                          && !type.getSimpleName().equals("ForcedAnalysis")));

  @ArchTest
  static final ArchRule PGJDBCS_PARSER_IS_ASKED_IN_TWO_PLACES =
      noClasses()
          .that()
          .doNotHaveSimpleName("Pgjdbc")
          .and()
          .doNotHaveSimpleName("JdbcText")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.postgresql.core.Parser");
}
