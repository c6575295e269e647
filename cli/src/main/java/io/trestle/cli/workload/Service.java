package io.trestle.cli.workload;

import java.sql.SQLException;
import java.util.List;

/** What a service does: a list of things, each done for one customer and checked. */
public interface Service {

  /** The application_name of its connections. */
  String name();

  /** What it does; more frequent things stand in the list more than once. */
  List<Operation> operations();

  /** One thing a service does. */
  interface Operation {

    /**
     * Does it, and brings the model up to date when it is done.
     *
     * @param customer whose lock the caller holds; it has at least one order
     * @param moment in which it lies
     */
    void run(Session session, Customer customer, Moment moment) throws SQLException;
  }
}
