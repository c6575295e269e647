package io.trestle.proxy.session;

import io.trestle.engine.NameChange;
import io.trestle.engine.SessionNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the engine what became of statements that change what unqualified names mean: SET
 * search_path, SET ROLE, temporary tables. Does nothing for a session that never made such a
 * change.
 *
 * <p>It counts in batches: what is sent up to a message that ReadyForQuery answers. Where those get
 * out of step, what names mean is given up as unknown.
 */
final class FollowedNames {

  /** Beyond so many portals nothing is known any longer. */
  private static final int MAX_PORTALS = 1_000;

  private final ExpectedAnswers answers;
  private final Map<String, List<NameChange>> portals = new HashMap<>(0);
  private final ArrayDeque<Batch> sent = new ArrayDeque<>(1);
  private final List<SessionNames.Batch> waiting = new ArrayList<>(0);
  private Batch open = new Batch();
  private boolean following;
  private boolean lost;

  /** What is sent up to one message that ReadyForQuery answers. */
  private static final class Batch {
    private final List<NameChange> changes = new ArrayList<>(0);
    private int commits;
    private int rollbacks;
    private boolean failed;

    private void addBefore(Batch earlier) {
      changes.addAll(0, earlier.changes);
      commits += earlier.commits;
      rollbacks += earlier.rollbacks;
      failed |= earlier.failed;
    }
  }

  FollowedNames(ExpectedAnswers answers) {
    this.answers = answers;
  }

  // --- what the client sends -----------------------------------------------------------------

  /** A Query is about to be sent. */
  void query(List<NameChange> changes, SessionNames names) {
    follow(changes, names);
    portals.remove("");
    if (following) {
      open.changes.addAll(changes);
      names.sent(changes);
      close();
    }
  }

  /** A portal is bound to a statement that makes these changes when it is executed. */
  void bound(String portal, List<NameChange> changes) {
    if (changes.isEmpty() && !following) {
      portals.remove(portal);
      return;
    }
    portals.put(portal, changes);
    if (portals.size() > MAX_PORTALS) {
      portals.clear();
      start();
      lost = true;
    }
  }

  /** A portal is closed. */
  void closed(String portal) {
    portals.remove(portal);
  }

  /** Whether it has to be told which portal is executed. */
  boolean needsPortals() {
    return following || !portals.isEmpty();
  }

  /** A portal is about to be executed. */
  void executed(String portal, SessionNames names) {
    List<NameChange> known = portals.get(portal);
    follow(known == null ? List.of() : known, names);
    if (following) {
      // Of one that was bound before anything was followed it is not known what it does.
      List<NameChange> changes = known == null ? NameChange.OF_UNREAD : known;
      open.changes.addAll(changes);
      names.sent(changes);
    }
  }

  /** Sync or a function call is about to be sent. */
  void sync() {
    if (following && !answers.copyIn()) {
      close();
    }
  }

  private void follow(List<NameChange> changes, SessionNames names) {
    if (following || changes.isEmpty()) {
      return;
    }
    if (names.isFollowed() || changes.stream().anyMatch(NameChange::startsAnything)) {
      start();
    }
  }

  private void start() {
    following = true;
    while (sent.size() < answers.awaitedReady()) {
      sent.add(new Batch());
    }
  }

  private void close() {
    sent.add(open);
    open = new Batch();
  }

  // --- what the server answers ---------------------------------------------------------------

  private Batch answered() {
    Batch head = sent.peek();
    return head == null ? open : head;
  }

  /** The server has completed a command. */
  void completed(String tag) {
    if (!following) {
      return;
    } else if (tag.equals("COMMIT") || tag.equals("PREPARE TRANSACTION")) {
      answered().commits++;
    } else if (tag.equals("ROLLBACK")) {
      answered().rollbacks++;
    }
  }

  /** The server has answered with an error. */
  void failed() {
    if (following) {
      answered().failed = true;
    }
  }

  /** The server takes data, and ignores the Syncs that were sent ahead of its end. */
  void copyInStarted() {
    while (following && sent.size() > answers.awaitedReady()) {
      open.addBefore(sent.removeLast());
    }
  }

  /**
   * ReadyForQuery has come, and has been taken off the answers.
   *
   * @param inTransaction whether a transaction block is open
   * @param treatment whose session it is; while it is analysing, the news waits
   */
  void ready(boolean inTransaction, Treatment treatment) {
    if (!following) {
      if (!treatment.analysing() && treatment.state().names().isFollowed()) {
        start(); // the server has reported a change that nobody sent
      }
      return;
    }
    Batch batch = sent.poll();
    if (batch == null || sent.size() != answers.awaitedReady()) {
      lost = true;
      sent.clear();
      start();
      batch = new Batch();
    }
    if (!inTransaction && answers.head() == null) {
      portals.clear();
    }
    waiting.add(
        new SessionNames.Batch(
            batch.changes, batch.commits, batch.rollbacks, batch.failed, inTransaction));
    apply(treatment);
  }

  /** Tells the engine what waits, unless an analysis is under way. */
  void apply(Treatment treatment) {
    if (treatment.analysing()) {
      return;
    }
    for (SessionNames.Batch batch : waiting) {
      treatment.state().names().settle(batch);
    }
    waiting.clear();
    if (lost) {
      lost = false;
      treatment.state().names().lose();
    }
  }
}
