package io.trestle.migrator.backfill;

import io.trestle.testkit.TestPostgres;

/** On the newest PostgreSQL. */
class BackfillIT extends BackfillCases {

  @Override
  TestPostgres postgres() {
    return TestPostgres.shared();
  }
}
