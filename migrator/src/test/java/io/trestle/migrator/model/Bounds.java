package io.trestle.migrator.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How much is looked at.
 *
 * @param nodes how many there are
 * @param transactions how many are open on nodes at once
 */
record Bounds(int nodes, int transactions, Set<Part> parts) {

  /** What is looked at beside nodes and transactions. */
  enum Part {
    /** Services read on a replica, too. */
    REPLICA,
    /** Nodes lose touch with the store, are removed, and come back. */
    LEASES,
    /** Services prepare transactions, which then belong to no node. */
    PREPARED,
    /** It begins with all nodes in `absent`, and services that know C. */
    DEPLOYED
  }

  static Bounds of(int nodes, int transactions, Part... parts) {
    Set<Part> set = EnumSet.noneOf(Part.class);
    Collections.addAll(set, parts);
    return new Bounds(nodes, transactions, set);
  }

  boolean have(Part part) {
    return parts.contains(part);
  }
}
