package io.trestle.migrator.backfill;

/**
 * That the backfill waits.
 *
 * @param brake the brake that is on
 * @param reason why
 */
record Wait(String brake, String reason) {}
