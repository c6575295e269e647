package io.trestle.migrator.model;

/** What C may hold. */
enum Value {
  /** Nothing: the row is unfilled, and reads as V; never what a service wrote. */
  NULL,
  /** V where it is constant; V of a row whose source is 0 where it is derived. */
  ZERO,
  /** V of a row whose source is 1. */
  ONE,
  /** A value that is not V, NULL where C allows it; the default where it is not V. */
  OTHER
}
