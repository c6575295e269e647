package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;

/**
 * What a subject has to serve: a database in some stage of a migration.
 *
 * @param postgres the server
 * @param scenario the rule and its cases
 * @param stage how far the migration is
 * @param database the database in that stage, on that server
 * @param copyOfReference a second build of the database that answers are compared with
 * @param rules the text of the rules file
 */
public record Situation(
    TestPostgres postgres,
    Scenario scenario,
    Stage stage,
    String database,
    Copy copyOfReference,
    String rules) {

  /** A database that is built when it is asked for. */
  public interface Copy {

    /** Its name. */
    String name() throws SQLException;
  }
}
