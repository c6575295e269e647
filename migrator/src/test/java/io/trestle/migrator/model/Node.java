package io.trestle.migrator.model;

import io.trestle.rules.Phase;
import org.jspecify.annotations.Nullable;

/**
 * A proxy or a process with the driver, and its row in the store.
 *
 * <p>An acknowledgement on its way is no state of its own: what is acknowledged stays true, so that
 * one which arrives late, or is lost and sent again, is one that is given late.
 *
 * @param behind how many epochs the store has published since the one in force here; 3 for more
 * @param unacknowledged how many it has published since the one that the row acknowledges
 * @param membership what the store and the node's own clock say
 * @param phase the phase in force here; null where there is no rule
 * @param schema what the node has read of the catalog, together with the phase
 * @param open its open transaction, or null
 */
record Node(
    int behind,
    int unacknowledged,
    Membership membership,
    @Nullable Phase phase,
    Schema schema,
    @Nullable Transaction open) {

  /** Whether a node may go on, and whether it is waited for. */
  enum Membership {
    /** The lease holds, by the node's own clock and by the store's. */
    LIVE,
    /** By the node's own clock the lease has ended, by the store's not yet. */
    LAPSED,
    /** By the store's clock, too. */
    EXPIRED,
    /** The migrator has deleted the row. */
    REMOVED
  }

  private static final Membership[] MEMBERSHIPS = Membership.values();

  boolean isMember() {
    return membership != Membership.REMOVED;
  }

  Node with(@Nullable Transaction transaction) {
    return new Node(behind, unacknowledged, membership, phase, schema, transaction);
  }

  Node with(Membership changed) {
    return new Node(behind, unacknowledged, changed, phase, schema, open);
  }

  /** The epoch of now in force, with the catalog of now. */
  Node learn(@Nullable Phase published, Schema found) {
    return new Node(0, unacknowledged, membership, published, found, open);
  }

  Node acknowledge() {
    return new Node(behind, behind, membership, phase, schema, open);
  }

  Node epochPublished() {
    return new Node(
        Math.min(3, behind + 1),
        Math.min(3, unacknowledged + 1),
        membership,
        phase,
        schema,
        open == null ? null : open.epochPublished());
  }

  @SuppressWarnings("EnumOrdinal") // what is packed lives no longer than a walk
  long pack() {
    long packed = behind;
    packed = packed << 2 | unacknowledged;
    packed = packed << 2 | membership.ordinal();
    packed = packed << 3 | State.pack(phase);
    packed = packed << 3 | schema.pack();
    packed = packed << 1 | (open == null ? 0 : 1);
    return packed << 22 | (open == null ? 0 : open.pack());
  }

  static Node unpack(long packed) {
    int bits = (int) (packed >> 22);
    return new Node(
        bits >> 11 & 3,
        bits >> 9 & 3,
        MEMBERSHIPS[bits >> 7 & 3],
        State.unpackPhase(bits >> 4 & 7),
        Schema.unpack(bits >> 1 & 7),
        (bits & 1) == 0 ? null : Transaction.unpack(packed));
  }
}
