package io.trestle.engine;

import io.trestle.engine.NameState.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What unqualified names mean to a session: followed from statement to statement, through
 * transactions and their ends, and unknown where it cannot be.
 *
 * <p>The engine {@link #note}s what a statement would change. From then on nothing that it may
 * touch is certain, until the front end has told that the statement was answered ({@link #settle});
 * a front end that never does leaves it so. What functions do unseen is not known here, save a
 * search_path that the server reports.
 *
 * <p>Confined to its session as {@link SessionState} is.
 */
public final class SessionNames {

  /** Beyond so many changes that are not answered, nothing is followed any longer. */
  private static final int MAX_IN_FLIGHT = 1_000;

  /** Beyond so many temporary relations their names are not remembered. */
  private static final int MAX_TEMPORARY = 1_000;

  /** How many states are recognised when they come back, as at the end of a transaction. */
  private static final int MAX_VERSIONS = 8;

  private static final NameChange ANYTHING = new NameChange.Unknown(true, true, true);

  private NameState start = NameState.INITIAL;
  private NameState committed = NameState.INITIAL;
  private NameState current = NameState.INITIAL;

  /** What may be in force where the transaction is rolled back to some savepoint of it. */
  private NameState somewhere = NameState.INITIAL;

  private final List<NameChange> inFlight = new ArrayList<>(0);
  private final List<NameChange> noted = new ArrayList<>(0);
  private boolean followed;
  private boolean reports;
  private @Nullable String defaultSeen;
  private @Nullable NameState view;
  private final List<Version> versions = new ArrayList<>(0);
  private int lastVersion;

  /** A number for what is known, so that it need not be compared. */
  private record Version(NameState state, int number) {}

  SessionNames() {}

  /** Makes this say the same as another. */
  void set(SessionNames other) {
    start = other.start;
    committed = other.committed;
    current = other.current;
    somewhere = other.somewhere;
    inFlight.clear();
    inFlight.addAll(other.inFlight);
    noted.clear();
    followed = other.followed;
    reports = other.reports;
    defaultSeen = other.defaultSeen;
    versions.clear();
    versions.addAll(other.versions);
    lastVersion = other.lastVersion;
    view = null;
  }

  /** Takes over what was noted on a copy. */
  void adopt(SessionNames copy) {
    if (defaultSeen == null) {
      defaultSeen = copy.defaultSeen;
    }
    note(copy.takeNoted());
  }

  /**
   * A number that differs whenever what is known differs, and is 0 for a session that has changed
   * nothing.
   */
  public int version() {
    if (!followed) {
      return 0;
    }
    NameState now = view();
    for (Version version : versions) {
      if (version.state().equals(now)) {
        return version.number();
      }
    }
    if (versions.size() >= MAX_VERSIONS) {
      versions.remove(0);
    }
    versions.add(new Version(now, ++lastVersion));
    return lastVersion;
  }

  /**
   * Whether the session has anything changed, so that the front end must show every statement to
   * the engine and tell how it ended.
   */
  public boolean isFollowed() {
    return followed;
  }

  /**
   * The search_path in force: the value that was set, or null for the one that the session began
   * with. Of no meaning where {@link #pathKnown} is false.
   */
  public @Nullable String path() {
    return view().effectivePath().value();
  }

  /** Whether {@link #path} is in force for certain. */
  public boolean pathKnown() {
    return view().effectivePath().known();
  }

  /** The role that {@code "$user"} stands for; null for the one that logged in. */
  public @Nullable String role() {
    return view().effectiveRole().value();
  }

  /** Whether {@link #role} is in force for certain. */
  public boolean roleKnown() {
    return view().effectiveRole().known();
  }

  /** The temporary relations that may be there, and whether they are there for certain. */
  public Map<String, Boolean> temporary() {
    return view().temporary();
  }

  /** Whether there may be temporary relations of whatever name. */
  public boolean anyTemporary() {
    return view().anyTemporary();
  }

  private NameState view() {
    if (!followed) {
      return current;
    }
    NameState known = view;
    if (known == null) {
      known = current;
      for (NameChange change : inFlight) {
        known =
            change instanceof NameChange.EndsTransaction
                ? known.or(committed).or(known.committed()).or(somewhere)
                : known.or(known.after(change));
      }
      view = known;
    }
    return known;
  }

  /** A search_path that the client asks for as it starts the session. */
  void startPath(String value) {
    begin(current.withPath(Setting.of(value)));
  }

  /** A role that the client asks for as it starts the session. */
  void startRole(String value) {
    begin(current.after(new NameChange.Role(value, false, false)));
  }

  private void begin(NameState state) {
    start = state;
    current = state;
    committed = state;
    somewhere = state;
    view = null;
  }

  /** The server reports its search_path. */
  void reportedPath(String value) {
    if (!reports) {
      reports = true;
      begin(current.withPath(Setting.of(value)));
      return;
    }
    followed = true;
    current = current.withPath(Setting.of(value));
    somewhere = somewhere.or(current);
    view = null;
  }

  /**
   * What the session is given by default, as the catalog shows it now.
   *
   * @return whether it has been the same all along: what a session began with stays, when the
   *     catalog's changes
   */
  public boolean beganWith(@Nullable String value) {
    if (value == null) {
      return false;
    }
    if (defaultSeen == null) {
      defaultSeen = value;
    }
    return defaultSeen.equals(value);
  }

  /** The engine has seen a text that makes these changes when it is executed. */
  public void note(List<NameChange> changes) {
    for (NameChange change : changes) {
      if (followed || change.startsAnything()) {
        followed = true;
        noted.add(change);
        inFlight.add(change);
        view = null;
      }
    }
    bound();
  }

  private void bound() {
    if (inFlight.size() > MAX_IN_FLIGHT) {
      inFlight.clear();
      noted.clear();
      inFlight.add(ANYTHING); // for good: nobody settles it
    }
  }

  /**
   * What was noted since the last call, for a front end that will say when it is sent: until then
   * it counts for nothing.
   */
  public List<NameChange> takeNoted() {
    if (noted.isEmpty()) {
      return List.of();
    }
    List<NameChange> taken = List.copyOf(noted);
    noted.clear();
    taken.forEach(this::removeInFlight);
    followed = hasChanged();
    return taken;
  }

  private void removeInFlight(NameChange change) {
    inFlight.remove(change);
    view = null;
  }

  /** A statement that makes these changes is sent for execution. */
  public void sent(List<NameChange> changes) {
    for (NameChange change : changes) {
      if (followed || change.startsAnything()) {
        followed = true;
        inFlight.add(change);
        view = null;
      }
    }
    bound();
  }

  /** Statements that make these changes have left nothing, and what was before them is in force. */
  public void takenBack(List<NameChange> changes) {
    changes.forEach(this::removeInFlight);
    followed = hasChanged();
  }

  /**
   * ReadyForQuery has come.
   *
   * @param batch what was executed since the one before
   */
  public void settle(Batch batch) {
    batch.changes().forEach(this::removeInFlight);
    if (!followed) {
      return;
    }
    NameState reported = current;
    boolean ended = batch.commits() + batch.rollbacks() > 0;
    if (batch.failed() && ended) {
      made(ANYTHING);
    } else if (batch.failed() && batch.inTransaction()) {
      // The block can be rolled back as a whole, or to a savepoint behind some of them.
      batch.changes().forEach(this::mayHaveMade);
    } else if (batch.failed()) {
      current = committed;
    } else if (ended && (batch.changesNames() || batch.commits() + batch.rollbacks() > 1)) {
      made(ANYTHING); // nothing tells in which order
    } else {
      batch.changes().forEach(this::made);
      if (batch.commits() > 0) {
        current = current.committed();
        committed = current;
        somewhere = current;
      } else if (batch.rollbacks() > 0) {
        current = batch.inTransaction() ? somewhere : committed;
      }
    }
    if (reports) {
      current = current.withPath(reported.path());
    }
    if (!batch.inTransaction()) {
      current = current.committed();
      committed = current;
      somewhere = current;
    }
    if (current.temporary().size() > MAX_TEMPORARY) {
      current = current.after(new NameChange.DiscardedTemp()).after(ANYTHING);
      somewhere = current;
    }
    // As it began: nothing needs to be followed, until something is changed again.
    followed = hasChanged();
    view = null;
  }

  /**
   * The transaction has ended past the front end, by a commit or by a rollback: what either leaves
   * is certain.
   */
  public void endedUnseen() {
    if (!followed) {
      return;
    }
    NameState.Setting path = current.path();
    current = current.committed().or(committed);
    if (reports) {
      current = current.withPath(path);
    }
    committed = current;
    somewhere = current;
    followed = hasChanged();
    view = null;
  }

  private boolean hasChanged() {
    return !inFlight.isEmpty()
        || !current.equals(start)
        || !committed.equals(start)
        || !somewhere.equals(start);
  }

  private void made(NameChange change) {
    current = current.after(change);
    somewhere = somewhere.or(current);
  }

  private void mayHaveMade(NameChange change) {
    current = current.or(current.after(change));
    somewhere = somewhere.or(current);
  }

  /** It cannot be told any longer what was executed and what became of it. */
  public void lose() {
    followed = true;
    inFlight.clear();
    noted.clear();
    current = current.after(ANYTHING);
    committed = current;
    somewhere = current;
    view = null;
  }

  /**
   * What a front end saw between two ReadyForQuery.
   *
   * @param changes the changes of the statements that were executed, in their order
   * @param commits how many commands were completed as COMMIT
   * @param rollbacks how many as ROLLBACK
   * @param failed whether there was an error
   * @param inTransaction whether a transaction block is open now
   */
  public record Batch(
      List<NameChange> changes, int commits, int rollbacks, boolean failed, boolean inTransaction) {

    public Batch {
      changes = List.copyOf(changes);
    }

    private boolean changesNames() {
      return changes.stream().anyMatch(change -> !(change instanceof NameChange.EndsTransaction));
    }
  }
}
