package io.trestle.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules and packages that docs/architecture.md draws. */
@AnalyzeClasses(packages = "io.trestle", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModulesTest {

  private static final String[] COMPAT_RULES = {
    "io.trestle.engine..",
    "io.trestle.rules..",
    "io.trestle.catalog..",
    "io.trestle.sql..",
    "io.trestle.inspect..",
    "io.trestle.rewrite..",
    "io.trestle.jdbc.."
  };

  @ArchTest
  static final ArchRule COMPAT_RULES_KNOWS_NEITHER_NETTY_NOR_A_DRIVER =
      noClasses()
          .that()
          .resideInAnyPackage(COMPAT_RULES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "org.postgresql..",
              "com.zaxxer..",
              "picocli..",
              "io.trestle.proxy..",
              "io.trestle.cli..",
              "io.trestle.testkit..");

  @ArchTest
  static final ArchRule ONLY_CATALOG_AND_STORE_ASK_A_DATABASE =
      noClasses()
          .that()
          .resideInAnyPackage(COMPAT_RULES)
          .and()
          .resideOutsideOfPackages(
              "io.trestle.catalog.jdbc..", "io.trestle.rules.store..", "io.trestle.jdbc..")
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are of JDBC, but for SQLException",
                  type ->
                      (type.getPackageName().equals("java.sql")
                              && !type.getSimpleName().equals("SQLException"))
                          || type.getPackageName().equals("javax.sql")));

  @ArchTest
  static final ArchRule ONLY_COMPAT_RULES_PARSES =
      classes()
          .that()
          .resideInAPackage("io.trestle..")
          .and()
          .resideOutsideOfPackages("io.trestle.rewrite..", "io.trestle.sql..", "io.trestle.rules..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("net.sf.jsqlparser..", "com.github.benmanes..");

  @ArchTest
  static final ArchRule YAML_IS_READ_IN_TWO_PLACES =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.trestle.rules..", "io.trestle.cli.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml..");

  @ArchTest
  static final ArchRule THE_FACADE_DOES_NOT_KNOW_WHAT_IS_BEHIND_IT =
      noClasses()
          .that()
          .resideInAnyPackage("io.trestle.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.trestle.rewrite..", "io.trestle.sql..", "io.trestle.catalog..");

  @ArchTest
  static final ArchRule THE_PROXY_CALLS_THE_FACADE =
      noClasses()
          .that()
          .resideInAPackage("io.trestle.proxy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trestle.rewrite..",
              "io.trestle.sql..",
              "io.trestle.cli..",
              "io.trestle.testkit..");

  @ArchTest
  static final ArchRule THE_COMMANDS_ONLY_CONSTRUCT_THE_ENGINES =
      noClasses()
          .that()
          .resideInAPackage("io.trestle.cli..")
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are internals of the engine",
                  type ->
                      type.getPackageName().startsWith("io.trestle.sql")
                          || (type.getPackageName().startsWith("io.trestle.rewrite")
                              && !type.getSimpleName().equals("RewritingEngines")
                              && !type.getSimpleName().equals("ForcedAnalysis")
                              && !type.getSimpleName().equals("DryRun"))));

  @ArchTest
  static final ArchRule THE_COMMANDS_DO_NOT_TOUCH_NETTY =
      noClasses()
          .that()
          .resideInAPackage("io.trestle.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");
}
