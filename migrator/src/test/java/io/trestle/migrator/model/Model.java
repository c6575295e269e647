package io.trestle.migrator.model;

import io.trestle.migrator.model.Bounds.Part;
import io.trestle.migrator.model.Node.Membership;
import io.trestle.migrator.model.Sink.Actor;
import io.trestle.rules.Phase;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where it begins, and what may happen next in a state. */
final class Model {

  private final Walk walk;
  private final Bounds bounds;
  private final Migrator migrator;
  private final Followers followers;
  private final Sessions sessions;

  Model(Planned planned, Walk.Direction direction, Bounds bounds, Set<Fault> broken) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    faults.addAll(broken);
    this.walk = new Walk(planned, direction, faults);
    this.bounds = bounds;
    this.migrator = new Migrator(planned, walk, bounds, faults);
    this.followers = new Followers(bounds, faults);
    this.sessions = new Sessions(planned.column, walk, bounds, faults);
  }

  /** All nodes are members; the row is there, or it is not. */
  List<State> initial() {
    boolean deployed = bounds.have(Part.DEPLOYED);
    int position = deployed ? walk.behindDeploy() : 0;
    Phase phase = deployed ? Phase.ABSENT : null;
    Schema schema = Schema.WITHOUT_COLUMN;
    Node node = new Node(0, 0, Membership.LIVE, phase, schema, null);
    List<Node> nodes = Collections.nCopies(bounds.nodes(), node);
    Row row = new Row(0, Value.NULL, Value.NULL);
    return List.of(
        new State(position, phase, schema, row, null, row, false, nodes),
        new State(position, phase, schema, null, null, null, false, nodes));
  }

  int nodes() {
    return bounds.nodes();
  }

  boolean isEnd(State state) {
    return walk.isEnd(state.position());
  }

  void explore(State state, Sink sink) {
    migrator.next(state, sink);
    if (bounds.have(Part.REPLICA) && !state.isReplayed()) {
      sink.next(-1, Actor.REPLICA, "replays", migrator.replay(state));
    }
    if (state.prepared() != null) {
      State without = state.withPrepared(null);
      sink.next(-1, Actor.TRANSACTION_MANAGER, "COMMIT PREPARED", without.with(state.prepared()));
      sink.next(-1, Actor.TRANSACTION_MANAGER, "ROLLBACK PREPARED", without);
    }
    sessions.writeRoundTrestle(state, sink);
    for (int i = 0; i < bounds.nodes(); i++) {
      followers.next(state, i, sink);
      sessions.next(state, i, sink);
    }
  }
}
