package io.trestle.cli.demo;

/** Shows how the demo goes on. Thread-safe. */
interface Display extends AutoCloseable {

  /** Tells of something that has happened, in a line that stays. */
  void say(String line);

  /** Stops showing what changes. */
  @Override
  void close();
}
