package io.trestle.cli.demo;

import io.trestle.rules.Phase;
import java.io.IOException;
import java.sql.SQLException;

/** What carries the services across: the proxy with its rules file. */
interface Carrier extends AutoCloseable {

  /** Where the services connect to. */
  int port();

  /** Moves the rule to a phase, and returns when every new statement is treated under it. */
  void flip(Phase phase) throws IOException, SQLException;

  @Override
  void close();
}
