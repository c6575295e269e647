package io.trestle.migrator.backfill;

import io.trestle.testkit.TestPostgres;

/** On the newest PostgreSQL. */
class FaultIT extends FaultCases {

  @Override
  TestPostgres postgres() {
    return TestPostgres.shared();
  }
}
