package io.trestle.oracle.recorded;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What is replayed, and the tables that it is about. */
interface RecordedCorpus {

  /** What it is, for reports. */
  String title();

  /** Makes its tables in schema public of an empty database. */
  void load(TestPostgres postgres, String database) throws SQLException, IOException;

  /** What is replayed. */
  List<RecordedUnit> units() throws IOException;
}
