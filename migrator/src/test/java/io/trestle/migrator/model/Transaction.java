package io.trestle.migrator.model;

import io.trestle.rules.Phase;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction of a service on a node.
 *
 * @param kind where it runs and what it sees
 * @param behind how many epochs the store has published since the one it was begun under; 3 for
 *     more
 * @param phase the phase it was begun under; null where there was no rule
 * @param schema what the node had read of the catalog then
 * @param snapshot the row as it stood when a repeatable read began, which may be by a statement
 *     about another table; null where there was no row, and in read committed
 * @param written the row as this transaction has written it, which is locked by it; null where it
 *     has written nothing
 */
record Transaction(
    Kind kind,
    int behind,
    @Nullable Phase phase,
    Schema schema,
    @Nullable Row snapshot,
    @Nullable Row written) {

  /** Where a transaction runs and what it sees. */
  enum Kind {
    READ_COMMITTED("a read committed transaction", false, false),
    REPEATABLE_READ("a repeatable read transaction", false, true),
    REPLICA_READ_COMMITTED("a read committed transaction on the replica", true, false),
    REPLICA_REPEATABLE_READ("a repeatable read transaction on the replica", true, true);

    final String text;
    final boolean onReplica;
    final boolean repeatable;

    Kind(String text, boolean onReplica, boolean repeatable) {
      this.text = text;
      this.onReplica = onReplica;
      this.repeatable = repeatable;
    }
  }

  private static final Kind[] KINDS = Kind.values();

  Transaction write(Row row) {
    return new Transaction(kind, behind, phase, schema, snapshot, row);
  }

  Transaction withSnapshot(@Nullable Row row) {
    return new Transaction(kind, behind, phase, schema, row, written);
  }

  Transaction epochPublished() {
    return new Transaction(kind, Math.min(3, behind + 1), phase, schema, snapshot, written);
  }

  /** A number of 22 bits. */
  @SuppressWarnings("EnumOrdinal") // what is packed lives no longer than a walk
  long pack() {
    long packed = kind.ordinal();
    packed = packed << 2 | behind;
    packed = packed << 3 | State.pack(phase);
    packed = packed << 3 | schema.pack();
    packed = packed << 6 | State.pack(snapshot);
    return packed << 6 | State.pack(written);
  }

  static Transaction unpack(long packed) {
    int bits = (int) packed;
    return new Transaction(
        KINDS[bits >> 20 & 3],
        bits >> 18 & 3,
        State.unpackPhase(bits >> 15 & 7),
        Schema.unpack(bits >> 12 & 7),
        State.unpackRow(bits >> 6 & 63),
        State.unpackRow(bits & 63));
  }
}
