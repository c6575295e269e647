package io.trestle.migrator.model;

import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All there is at one moment. Epochs are not counted: it only matters how many behind something is,
 * so that a walk to and fro has finitely many states.
 *
 * @param position the step of the {@link Walk} that comes next
 * @param phase the phase that the store has published; null before there is a rule
 * @param schema the table in the database
 * @param row the row as it is committed; null where there is none
 * @param prepared the row as a prepared transaction would leave it, which holds its lock; null
 *     where there is no such transaction
 * @param replicaRow the row as the replica has replayed it
 * @param replicaColumn whether the replica has replayed that C is there
 * @param nodes all nodes
 */
record State(
    int position,
    @Nullable Phase phase,
    Schema schema,
    @Nullable Row row,
    @Nullable Row prepared,
    @Nullable Row replicaRow,
    boolean replicaColumn,
    List<Node> nodes) {

  private static final Phase[] PHASES = Phase.values();

  State at(int changed) {
    return new State(changed, phase, schema, row, prepared, replicaRow, replicaColumn, nodes);
  }

  State with(Schema changed) {
    return new State(position, phase, changed, row, prepared, replicaRow, replicaColumn, nodes);
  }

  State with(@Nullable Row changed) {
    return new State(position, phase, schema, changed, prepared, replicaRow, replicaColumn, nodes);
  }

  State withPrepared(@Nullable Row changed) {
    return new State(position, phase, schema, row, changed, replicaRow, replicaColumn, nodes);
  }

  State with(int node, Node changed) {
    List<Node> list = new ArrayList<>(nodes);
    list.set(node, changed);
    return new State(position, phase, schema, row, prepared, replicaRow, replicaColumn, list);
  }

  /** The same at a new epoch. */
  State publish(@Nullable Phase published) {
    List<Node> list = new ArrayList<>(nodes);
    list.replaceAll(Node::epochPublished);
    return new State(position, published, schema, row, prepared, replicaRow, replicaColumn, list);
  }

  State replay() {
    return new State(position, phase, schema, row, prepared, row, schema.column(), nodes);
  }

  boolean isReplayed() {
    return State.pack(row) == State.pack(replicaRow) && schema.column() == replicaColumn;
  }

  /** Whether a transaction holds the row's lock, and with it one on the table. */
  boolean isLocked() {
    for (Node node : nodes) {
      if (node.open() != null && node.open().written() != null) {
        return true;
      }
    }
    return prepared != null;
  }

  /** Whether every member has acknowledged the epoch of now. */
  boolean isAcknowledged() {
    for (Node node : nodes) {
      if (node.isMember() && node.unacknowledged() > 0) {
        return false;
      }
    }
    return true;
  }

  int openTransactions() {
    int open = 0;
    for (Node node : nodes) {
      open += node.open() == null ? 0 : 1;
    }
    return open;
  }

  /**
   * The same for states that differ in the order of nodes only.
   *
   * @param packed one word for the database, then one for each node
   */
  void pack(long[] packed) {
    long all = position;
    all = all << 3 | pack(phase);
    all = all << 3 | schema.pack();
    all = all << 6 | pack(row);
    all = all << 6 | pack(prepared);
    all = all << 6 | pack(replicaRow);
    packed[0] = all << 1 | (replicaColumn ? 1 : 0);
    for (int i = 0; i < nodes.size(); i++) {
      packed[i + 1] = nodes.get(i).pack();
    }
    Arrays.sort(packed, 1, packed.length);
  }

  static State unpack(long[] packed) {
    int all = (int) packed[0];
    List<Node> nodes = new ArrayList<>();
    for (int i = 1; i < packed.length; i++) {
      nodes.add(Node.unpack(packed[i]));
    }
    return new State(
        all >> 25,
        unpackPhase(all >> 22 & 7),
        Schema.unpack(all >> 19 & 7),
        unpackRow(all >> 13 & 63),
        unpackRow(all >> 7 & 63),
        unpackRow(all >> 1 & 63),
        (all & 1) != 0,
        nodes);
  }

  @SuppressWarnings("EnumOrdinal") // what is packed lives no longer than a walk
  static int pack(@Nullable Phase phase) {
    return phase == null ? 0 : phase.ordinal() + 1;
  }

  static @Nullable Phase unpackPhase(int packed) {
    return packed == 0 ? null : PHASES[packed - 1];
  }

  static int pack(@Nullable Row row) {
    return row == null ? 0 : row.pack();
  }

  static @Nullable Row unpackRow(int packed) {
    return packed == 0 ? null : Row.unpack(packed);
  }
}
