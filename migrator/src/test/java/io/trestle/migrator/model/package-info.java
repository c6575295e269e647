/**
 * A model of the protocol by which a migration moves through its phases, and an explorer that walks
 * every interleaving of it: nodes that learn and acknowledge epochs late or never, leases that end,
 * transactions, old snapshots, a replica, writers round Trestle, and the migrator, forward and
 * back. In every state each open transaction reads, and what it reads is compared with the target
 * database.
 *
 * <p>{@link Treatment} says what a node makes of a statement, {@link Target} what the target
 * database makes of it, {@link Walk} what the migrator does in which order. {@link Model} puts
 * together what may happen next, {@link Explorer} walks, {@link Fault} is what ProtocolTest breaks.
 *
 * <p>One row stands for all: no rule looks at two rows. It is there at the start, or is inserted
 * later.
 */
@NullMarked
package io.trestle.migrator.model;

import org.jspecify.annotations.NullMarked;
