package io.trestle.migrator.model;

import io.trestle.migrator.model.Bounds.Part;
import io.trestle.migrator.model.Node.Membership;
import java.util.Set;

/** What nodes may do next to follow the store, and what becomes of those that do not. */
final class Followers {

  private final Bounds bounds;
  private final Set<Fault> faults;

  Followers(Bounds bounds, Set<Fault> faults) {
    this.bounds = bounds;
    this.faults = faults;
  }

  void next(State state, int i, Sink sink) {
    Node node = state.nodes().get(i);
    follow(state, i, node, sink);
    if (bounds.have(Part.LEASES)) {
      lease(state, i, node, sink);
    }
  }

  private void follow(State state, int i, Node node, Sink sink) {
    if (node.membership() != Membership.LIVE) {
      return;
    }
    if (node.behind() > 0) {
      Schema found = faults.contains(Fault.STALE_CATALOG) ? node.schema() : state.schema();
      sink.next(
          i, null, "learns " + state.phase(), state.with(i, node.learn(state.phase(), found)));
    }
    boolean older = node.open() != null && node.open().behind() > node.behind();
    boolean may = !older || faults.contains(Fault.ACKNOWLEDGE_WITH_OPEN_TRANSACTION);
    if (node.unacknowledged() > node.behind() && may) {
      sink.next(i, null, "acknowledges", state.with(i, node.acknowledge()));
    }
  }

  private void lease(State state, int i, Node node, Sink sink) {
    switch (node.membership()) {
      case LIVE ->
          sink.next(
              i, null, "finds its lease at its end", state.with(i, node.with(Membership.LAPSED)));
      case LAPSED -> {
        sink.next(i, null, "renews its lease", state.with(i, node.with(Membership.LIVE)));
        sink.next(
            i,
            null,
            "has no lease by the store's clock",
            state.with(i, node.with(Membership.EXPIRED)));
      }
      case EXPIRED -> {
        sink.next(i, null, "renews its lease", state.with(i, node.with(Membership.LIVE)));
        sink.next(
            i,
            null,
            faults.contains(Fault.KEEP_BACKENDS)
                ? "is removed by the migrator"
                : "is removed by the migrator, its backends are ended",
            state.with(i, removed(node)));
      }
      case REMOVED -> join(state, i, node, sink);
    }
  }

  private Node removed(Node node) {
    boolean kept = faults.contains(Fault.KEEP_BACKENDS);
    boolean goesOn = faults.contains(Fault.GO_ON_AFTER_LEASE);
    if (kept || goesOn) {
      return node.with(Membership.REMOVED).with(kept ? node.open() : null);
    }
    return new Node(3, 3, Membership.REMOVED, null, Schema.WITHOUT_COLUMN, null);
  }

  private void join(State state, int i, Node node, Sink sink) {
    Node current = new Node(0, 0, Membership.LIVE, state.phase(), state.schema(), null);
    if (!faults.contains(Fault.JOIN_WITHOUT_LOCK)) {
      sink.next(i, null, "joins", state.with(i, current));
    } else if (node.phase() == null && state.phase() != null) {
      Node reads = current.with(Membership.REMOVED);
      sink.next(i, null, "reads " + state.phase() + " in order to join", state.with(i, reads));
    } else {
      sink.next(
          i,
          null,
          "joins with what it has read",
          state.with(i, node.acknowledge().with(Membership.LIVE)));
    }
  }
}
