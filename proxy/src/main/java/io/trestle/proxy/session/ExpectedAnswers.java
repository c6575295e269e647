package io.trestle.proxy.session;

import io.trestle.proxy.session.Expected.Kind;
import io.trestle.proxy.session.Expected.Undo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the server still has to answer, in order; and whether it is skipping messages to the next Sync.
 *
 * <p>After an error in the extended protocol the server discards everything up to the Sync, and so is everything up to
 * the Sync dropped here, and undone. During COPY FROM STDIN the server ignores Sync and Flush.
 */
final class ExpectedAnswers {

  private final ArrayDeque<Expected> queue = new ArrayDeque<>();
  private final Statements statements;
  private final int max;
  private boolean skipping;
  private boolean copyIn;

  /**
   * @param statements where undone changes are put back
   * @param max the size from which {@link #isFull} tells to send no more
   */
  ExpectedAnswers(Statements statements, int max) {
    this.statements = statements;
    this.max = max;
  }

  boolean isFull() {
    return queue.size() >= max;
  }

  boolean hasRoomAgain() {
    return queue.size() <= max / 2;
  }

  int size() {
    return queue.size();
  }

  @Nullable Expected head() {
    return queue.peek();
  }

  /** Whether the server discards whatever is sent, until a Sync. */
  boolean skipping() {
    return skipping;
  }

  /** Whether the server takes nothing but the data of a COPY. */
  boolean copyIn() {
    return copyIn;
  }

  void add(Expected expected) {
    queue.add(expected);
  }

  /** The client sends Sync. */
  void sync() {
    if (copyIn) {
      return;
    }
    skipping = false;
    queue.add(Expected.SYNC);
  }

  /** The client sends CopyDone or CopyFail. */
  void copyEnd() {
    if (copyIn) {
      copyIn = false;
    } else if (!queue.isEmpty() && !skipping) {
      queue.add(Expected.COPY_END);
    }
  }

  /** The server begins to take data: it ignores what Syncs the client has sent ahead of the end of its data. */
  void copyInStarted() {
    Iterator<Expected> rest = queue.iterator();
    if (rest.hasNext()) {
      rest.next();
    }
    while (rest.hasNext()) {
      Kind kind = rest.next().kind();
      if (kind == Kind.SYNC) {
        rest.remove();
      } else if (kind == Kind.COPY_END) {
        rest.remove();
        return;
      }
    }
    copyIn = true;
  }

  /** An answer of that kind has come: takes it off, if it is the one that was next. */
  @Nullable Expected completed(Kind kind) {
    Expected head = queue.peek();
    if (head == null || head.kind() != kind) {
      return null;
    }
    queue.remove();
    dropCopyEnds();
    return head;
  }

  /** ReadyForQuery has come. */
  void readyForQuery() {
    copyIn = false;
    for (Expected head = queue.poll(); head != null; head = queue.poll()) {
      if (head.kind().endsWithReadyForQuery()) {
        break;
      }
    }
    dropCopyEnds();
  }

  /** ErrorResponse has come. */
  void failed() {
    copyIn = false;
    Expected head = queue.peek();
    if (head == null || head.kind().endsWithReadyForQuery()) {
      return;
    }
    List<Expected> dropped = new ArrayList<>();
    while (head != null && head.kind() != Kind.SYNC) {
      dropped.add(queue.remove());
      head = queue.peek();
    }
    skipping = head == null;
    for (int i = dropped.size() - 1; i >= 0; i--) {
      Undo undo = dropped.get(i).undo();
      if (undo != null) {
        statements.set(undo.name(), i == 0 ? undo.whenFailed() : undo.whenSkipped());
      }
    }
  }

  /** The names of statements whose Parse has not been answered yet. */
  Set<String> beingParsed() {
    Set<String> names = new HashSet<>();
    for (Expected expected : queue) {
      if (expected.kind() == Kind.PARSE && expected.undo() != null) {
        names.add(expected.undo().name());
      }
    }
    return names;
  }

  private void dropCopyEnds() {
    for (Expected head = queue.peek(); head != null && head.kind() == Kind.COPY_END; head = queue.peek()) {
      queue.remove();
    }
  }
}
