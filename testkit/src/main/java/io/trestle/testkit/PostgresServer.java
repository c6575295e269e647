package io.trestle.testkit;

/** A server process, however it was started. */
interface PostgresServer extends AutoCloseable {

  String host();

  int port();

  /** Stops it and removes its data. Idempotent. */
  @Override
  void close();
}
