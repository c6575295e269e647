package io.trestle.oracle.recorded;

import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;

/** The recordings of tools. */
final class RecordedTools implements RecordedCorpus {

  private static final List<String> TOOLS =
      List.of(
          "hibernate",
          "springdata",
          "jooq",
          "mybatis",
          "sequelize",
          "typeorm",
          "knex",
          "drizzle",
          "sqlalchemy",
          "psycopg",
          "django",
          "activerecord");

  @Override
  public String title() {
    return "recordings of " + TOOLS.size() + " tools";
  }

  @Override
  public void load(TestPostgres postgres, String database) throws SQLException {
    postgres.execute(database, RecordingFile.resource("schema.sql"));
  }

  @Override
  public List<RecordedUnit> units() {
    return TOOLS.stream().flatMap(tool -> RecordingFile.read(tool).stream()).toList();
  }
}
