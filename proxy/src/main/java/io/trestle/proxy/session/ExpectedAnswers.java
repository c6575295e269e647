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
 * What the server still has to answer, in order; and whether it is skipping messages to the next
 * Sync.
 *
 * <p>After an error in the extended protocol the server discards everything up to the Sync, and so
 * is everything up to the Sync dropped here, and undone. What is sent behind that Sync goes on with
 * what was undone: so the use of a statement must wait while a message before the last Sync may
 * still turn out not to have changed it ({@link #isUncertain}). During COPY FROM STDIN the server
 * ignores Sync and Flush.
 */
final class ExpectedAnswers {

  private final ArrayDeque<Expected> queue = new ArrayDeque<>(1);
  private final Statements statements;
  private final int max;
  private boolean skipping;
  private boolean copyIn;
  private int changesInBatch;
  private int changesBefore;
  private int unsettled;
  private boolean flushed;
  private int copies;
  private boolean batchOpen;

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

  @Nullable Expected last() {
    return queue.peekLast();
  }

  /** Whether the server discards whatever is sent, until a Sync. */
  boolean skipping() {
    return skipping;
  }

  /** Whether the server takes nothing but the data of a COPY. */
  boolean copyIn() {
    return copyIn;
  }

  /** Whether all is answered, and nothing waits for a Sync. */
  boolean isQuiet() {
    return queue.isEmpty() && !batchOpen && !skipping && !copyIn;
  }

  void add(Expected expected) {
    queue.add(expected);
    batchOpen = !expected.kind().endsWithReadyForQuery();
    if (expected.undo() != null) {
      changesInBatch++;
    }
    if (!expected.completions().isEmpty()) {
      unsettled++;
      flushed = false;
    }
    if (expected.filtersCopy()) {
      copies++;
    }
  }

  /**
   * Whether statements are under way that change what is prepared in SQL: what they lead to is not
   * known before they are answered.
   */
  boolean isUnsettled() {
    return unsettled > 0;
  }

  /** Whether the server must be asked for those answers; true only the first time. */
  boolean needsFlush() {
    boolean needed = unsettled > 0 && !flushed;
    flushed |= needed;
    return needed;
  }

  /**
   * Whether the server may yet ask for data that must be filtered, or is taking such data: what the
   * client sends ahead has to wait until it is known.
   */
  boolean filtersCopy() {
    return copies > 0;
  }

  /** Whether any message before the last Sync may still be undone. */
  boolean mayBeUndone() {
    return changesBefore > 0;
  }

  /**
   * Whether the last message to change that statement stands before the last Sync, and has not been
   * answered.
   */
  boolean isUncertain(String name) {
    if (changesBefore == 0) {
      return false;
    }
    boolean before = false;
    for (Iterator<Expected> latest = queue.descendingIterator(); latest.hasNext(); ) {
      Expected expected = latest.next();
      Undo undo = expected.undo();
      if (undo != null && undo.name().equals(name)) {
        return before;
      }
      before |= expected.kind() == Kind.SYNC;
    }
    return false;
  }

  /** How many ReadyForQuery are awaited. */
  int awaitedReady() {
    int awaited = 0;
    for (Expected expected : queue) {
      awaited += expected.kind().endsWithReadyForQuery() ? 1 : 0;
    }
    return awaited;
  }

  private Expected take() {
    Expected taken = queue.remove();
    if (!taken.completions().isEmpty()) {
      unsettled--;
    }
    if (taken.filtersCopy()) {
      copies--;
    }
    if (taken.undo() != null) {
      if (changesBefore > 0) {
        changesBefore--;
      } else {
        changesInBatch--;
      }
    }
    return taken;
  }

  /** The client sends Sync. */
  void sync() {
    if (copyIn) {
      return;
    }
    skipping = false;
    batchOpen = false;
    queue.add(Expected.SYNC);
    changesBefore += changesInBatch;
    changesInBatch = 0;
  }

  /** The client sends CopyDone or CopyFail. */
  void copyEnd() {
    if (copyIn) {
      copyIn = false;
    } else if (!queue.isEmpty() && !skipping) {
      queue.add(Expected.COPY_END);
    }
  }

  /**
   * The server begins to take data: it ignores what Syncs the client has sent ahead of the end of
   * its data.
   */
  void copyInStarted() {
    Iterator<Expected> rest = queue.iterator();
    if (rest.hasNext()) {
      rest.next();
    }
    while (rest.hasNext()) {
      Kind kind = rest.next().kind();
      if (kind == Kind.SYNC) {
        rest.remove(); // what was counted as before it stays so: too much waits, never too little
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
    take();
    dropCopyEnds();
    return head;
  }

  /** ReadyForQuery has come. */
  void readyForQuery() {
    copyIn = false;
    boolean ended = false;
    while (!ended && !queue.isEmpty()) {
      ended = take().kind().endsWithReadyForQuery();
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
      dropped.add(take());
      head = queue.peek();
    }
    skipping = head == null;
    for (int i = dropped.size() - 1; i >= 0; i--) {
      Undo undo = dropped.get(i).undo();
      if (undo != null) {
        undo(undo.name(), i == 0 ? undo.whenFailed() : undo.whenSkipped());
      }
    }
  }

  /**
   * Puts a statement back; where a message behind the Sync has replaced it since, beneath that one.
   */
  private void undo(String name, @Nullable Statement before) {
    for (Expected later : queue) {
      Undo undo = later.undo();
      if (undo != null && undo.name().equals(name)) {
        undo.rebase(before);
        return;
      }
    }
    statements.set(name, before);
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
    for (Expected head = queue.peek();
        head != null && head.kind() == Kind.COPY_END;
        head = queue.peek()) {
      queue.remove();
    }
  }
}
