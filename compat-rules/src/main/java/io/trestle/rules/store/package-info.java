/**
 * The rule store: schema {@code trestle} of the database under migration, from which all nodes have
 * their rules. {@link io.trestle.rules.store.RuleStore} makes and reads it; {@link
 * io.trestle.rules.store.StoreRuleSource} follows it at a node, which is a member there; {@link
 * io.trestle.rules.store.Publisher} changes rules, once all members have acknowledged the change
 * before.
 *
 * <p><b>Why no clock is shared.</b> A node's lease ends, by its own clock, a fixed time after it
 * has sent the heartbeat that renewed it. The store's lease of that member ends the same time after
 * the heartbeat has arrived, and a tenth of it later the member is given up: a node that is out of
 * touch has stopped by then, as long as no clock runs a tenth faster than another. A node that
 * sleeps through its lease finds its sessions' backends ended: they are ended before anything is
 * published over a member that is given up.
 */
@NullMarked
package io.trestle.rules.store;

import org.jspecify.annotations.NullMarked;
