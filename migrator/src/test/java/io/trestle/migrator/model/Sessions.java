package io.trestle.migrator.model;

import io.trestle.migrator.model.Bounds.Part;
import io.trestle.migrator.model.Node.Membership;
import io.trestle.migrator.model.Sink.Actor;
import io.trestle.migrator.model.Transaction.Kind;
import io.trestle.migrator.model.Treatment.Outcome;
import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What services may do next on a node, and writers round Trestle, and whether what they get is
 * right.
 *
 * <p>A statement that was sent may be delayed on its way to the database, while its node learns a
 * new epoch or loses its lease. Instead of statements on their way, each statement in a transaction
 * is treated under any phase that the node has had since the transaction began.
 */
final class Sessions {

  private static final Kind[] KINDS = Kind.values();
  private static final Statement[] STATEMENTS = Statement.values();

  private final Column column;
  private final Walk walk;
  private final Bounds bounds;
  private final Set<Fault> faults;

  Sessions(Column column, Walk walk, Bounds bounds, Set<Fault> faults) {
    this.column = column;
    this.walk = walk;
    this.bounds = bounds;
    this.faults = faults;
  }

  void next(State state, int i, Sink sink) {
    Node node = state.nodes().get(i);
    if (node.open() == null) {
      begin(state, i, node, sink);
    } else {
      read(state, i, node, node.open(), sink);
      write(state, i, node, node.open(), sink);
      end(state, i, node, node.open(), sink);
    }
  }

  private void begin(State state, int i, Node node, Sink sink) {
    boolean goesOn = faults.contains(Fault.GO_ON_AFTER_LEASE);
    if ((node.membership() != Membership.LIVE && !goesOn)
        || state.openTransactions() >= bounds.transactions()) {
      return;
    }
    for (Kind kind : KINDS) {
      if (kind.onReplica && !bounds.have(Part.REPLICA)) {
        continue;
      }
      Row now = kind.onReplica ? state.replicaRow() : state.row();
      Transaction begun =
          new Transaction(
              kind, node.behind(), node.phase(), node.schema(), kind.repeatable ? now : null, null);
      sink.next(i, null, "begins " + kind.text, state.with(i, node.with(begun)));
    }
  }

  private void end(State state, int i, Node node, Transaction open, Sink sink) {
    if (open.written() != null) {
      sink.next(
          i, null, "commits", state.with(i, node.with((Transaction) null)).with(open.written()));
    }
    if (open.written() != null && bounds.have(Part.PREPARED)) {
      State detached = state.with(i, node.with((Transaction) null));
      sink.next(i, null, "PREPARE TRANSACTION", detached.withPrepared(open.written()));
    }
    sink.next(i, null, "rolls back", state.with(i, node.with((Transaction) null)));
  }

  /** The phases under which a statement that reaches the database now may have been treated. */
  private List<@Nullable Phase> phases(State state, Node node, Transaction open) {
    List<@Nullable Phase> phases = new ArrayList<>(4);
    add(phases, node.phase(), node.schema());
    add(phases, node.phase(), state.schema()); // it reads the catalog anew at any moment
    if (open.behind() > node.behind()) {
      add(phases, open.phase(), open.schema());
      add(phases, open.phase(), state.schema());
    }
    return phases;
  }

  private void add(List<@Nullable Phase> phases, @Nullable Phase phase, Schema schema) {
    Phase effective = Treatment.effective(column, phase, schema);
    if (!phases.contains(effective)) {
      phases.add(effective);
    }
  }

  /** Reads change nothing: what each would give is looked at in every state. */
  private void read(State state, int i, Node node, Transaction open, Sink sink) {
    boolean onReplica = open.kind().onReplica;
    Row latest = onReplica ? state.replicaRow() : state.row();
    Row row =
        open.written() != null ? open.written() : open.kind().repeatable ? open.snapshot() : latest;
    boolean there = onReplica ? state.replicaColumn() : state.schema().column();
    for (Phase phase : phases(state, node, open)) {
      if (phase == null) {
        if (there) {
          sink.violation(i, "* without a rule shows C to a service that does not know it");
        }
      } else if (walk.isDeployed(state.position())) {
        if (phase != Phase.ABSENT && !there) {
          sink.violation(i, "reads C in %s, which is not there: 42703".formatted(phase));
        } else if (row != null && Treatment.read(column, phase, row) != row.answer(column)) {
          sink.violation(
              i,
              "reads C in %s: %s, the target gives %s"
                  .formatted(phase, Treatment.read(column, phase, row), row.answer(column)));
        }
      }
    }
  }

  private void write(State state, int i, Node node, Transaction open, Sink sink) {
    if (open.kind().onReplica || (open.written() == null && state.isLocked())) {
      return; // a replica takes no writes; the row's lock is waited for
    }
    Row row = open.written() != null ? open.written() : state.row();
    if (row != null && open.written() == null && open.kind().repeatable) {
      if (open.snapshot() == null) {
        return; // an UPDATE does not see it
      } else if (!row.equals(open.snapshot())) {
        serializationFailure(state, i, node, open.snapshot(), row, sink);
        return;
      }
    }
    for (Phase phase : phases(state, node, open)) {
      for (Statement statement : STATEMENTS) {
        boolean possible =
            phase == null
                ? !statement.knowsColumn
                : !statement.knowsColumn || walk.isDeployed(state.position());
        if (possible && statement.concerns(column) && statement.insert == (row == null)) {
          write(state, i, node, open, phase, statement, row, sink);
        }
      }
    }
  }

  private void serializationFailure(
      State state, int i, Node node, Row snapshot, Row row, Sink sink) {
    boolean sameToServices =
        row.source() == snapshot.source() && row.answer(column) == snapshot.answer(column);
    if (sameToServices && faults.contains(Fault.SERIALIZATION_FAILURE)) {
      sink.violation(i, "UPDATE of a row that only the migrator has changed: 40001");
    }
    sink.next(
        i, null, "meets a serialization failure", state.with(i, node.with((Transaction) null)));
  }

  private void write(
      State state,
      int i,
      Node node,
      Transaction open,
      @Nullable Phase phase,
      Statement statement,
      @Nullable Row row,
      Sink sink) {
    Outcome outcome = outcome(phase, statement);
    if (outcome == Outcome.HELD) {
      return; // refused, and the transaction rolls back
    }
    boolean expectsError = Target.answer(column, statement) == Target.Answer.NOT_NULL_VIOLATION;
    String what = phase == null ? statement.text : statement.text + " in " + phase;
    if (outcome == Outcome.NOT_NULL_VIOLATION) {
      if (!expectsError) {
        sink.violation(i, what + " fails with 23502");
      }
      return;
    }
    Schema schema = state.schema();
    Row written = written(statement, outcome, schema, row);
    if (!schema.column() && Database.names(outcome)) {
      sink.violation(i, what + " names C, which is not there: 42703");
    } else if (schema.notNull() && written.stored() == Value.NULL) {
      if (!expectsError) {
        sink.violation(i, what + " gives %s: 23502 by the database".formatted(outcome));
      }
    } else if (expectsError) {
      sink.violation(i, what + " passes, the target gives 23502");
    } else {
      sink.next(i, null, what, state.with(i, node.with(open.write(written))));
    }
  }

  private Outcome outcome(@Nullable Phase phase, Statement statement) {
    Outcome outcome = phase == null ? Outcome.LEFT_OUT : Treatment.write(column, phase, statement);
    boolean nulls = phase == Phase.READABLE && faults.contains(Fault.STORE_NULL_IN_READABLE);
    return nulls && outcome == Outcome.VALUE ? Outcome.NULL : outcome;
  }

  private Row written(Statement statement, Outcome outcome, Schema schema, @Nullable Row old) {
    if (old == null) {
      return new Row(
          0,
          Database.inserted(column, outcome, schema, 0),
          Target.inserted(column, statement, schema, 0));
    }
    int source = statement == Statement.UPDATE_SOURCE ? 1 - old.source() : old.source();
    return new Row(
        source,
        Database.updated(column, outcome, schema, old),
        Target.updated(column, statement, outcome, old));
  }

  /** Autocommit is enough: what changes the table waits for those who wrote to it. */
  void writeRoundTrestle(State state, Sink sink) {
    if (state.isLocked()) {
      return;
    }
    Statement statement = state.row() == null ? Statement.INSERT_UNAWARE : Statement.UPDATE_SOURCE;
    if (!statement.concerns(column)) {
      return;
    }
    Row written = written(statement, Outcome.LEFT_OUT, state.schema(), state.row());
    if (state.schema().notNull() && written.stored() == Value.NULL) {
      sink.violation(-1, "a writer round Trestle: " + statement.text + " fails with 23502");
    } else {
      sink.next(-1, Actor.WRITER_ROUND_TRESTLE, statement.text, state.with(written));
    }
  }
}
