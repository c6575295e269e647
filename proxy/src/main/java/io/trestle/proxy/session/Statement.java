package io.trestle.proxy.session;

import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement as the client knows it, and what the server has of it. Immutable: a change
 * puts another one in its place, so that a change which the server skipped can be undone.
 *
 * @param name the client's name for it, empty for the unnamed one
 * @param text its text as the client sent it, or null where it was too long to keep
 * @param oids the parameter types that the client declared
 * @param stamp what its treatment depended on, see {@code Rewriter.stamp}
 * @param outcome what the engine makes of it under that stamp
 * @param serverName the name it has at the server
 * @param changes what executing it changes in what unqualified names mean
 * @param onServer what was made of it when the server parsed it, or null when the server has
 *     nothing of it
 */
record Statement(
    String name,
    byte @Nullable [] text,
    int[] oids,
    long stamp,
    Outcome outcome,
    List<NameChange> changes,
    String serverName,
    @Nullable Outcome onServer) {

  private static final int OVERHEAD = 200;

  /** Roughly what it takes in memory, in bytes. */
  int weight() {
    return OVERHEAD + name.length() + (text == null ? 0 : text.length) + 4 * oids.length;
  }

  /** The same statement, treated anew; the server still has what it had. */
  Statement treated(long newStamp, Outcome newOutcome, List<NameChange> newChanges) {
    return new Statement(name, text, oids, newStamp, newOutcome, newChanges, serverName, onServer);
  }

  /** The same statement once the server has parsed it under another name. */
  Statement parsedAs(String newServerName) {
    return new Statement(name, text, oids, stamp, outcome, changes, newServerName, outcome);
  }

  /** The same statement once the server has lost it. */
  Statement lostByServer() {
    return new Statement(name, text, oids, stamp, outcome, changes, serverName, null);
  }

  /** Whether the server has parsed the very text that the statement should have now. */
  boolean isCurrentOnServer() {
    if (onServer == null || outcome == onServer) {
      return onServer != null;
    }
    if (!outcome.prepares().executions().equals(onServer.prepares().executions())) {
      return false; // the server remembers what columns an EXECUTE gave when it was parsed
    }
    if (outcome instanceof Outcome.Rewritten wanted
        && onServer instanceof Outcome.Rewritten there) {
      return wanted.sql().equals(there.sql())
          && wanted.parameterTypes().equals(there.parameterTypes());
    }
    return keepsText(outcome) && keepsText(onServer);
  }

  /** Whether the server gets the client's own text, as it may for an EXECUTE. */
  private static boolean keepsText(Outcome outcome) {
    return outcome instanceof Outcome.Untouched
        || (outcome instanceof Outcome.Rewritten rewritten
            && outcome.prepares().perUse()
            && rewritten.keepsText()
            && rewritten.parameterTypes().isEmpty());
  }

  /**
   * Whether it executes a statement that is prepared in SQL, so that it has to be treated anew for
   * each use.
   */
  boolean isPerUse() {
    return outcome.prepares().perUse() || (onServer != null && onServer.prepares().perUse());
  }

  /** The rewriting under which it is used now, or null where it is untouched. */
  Outcome.@Nullable Rewritten rewritten() {
    return outcome instanceof Outcome.Rewritten rewritten ? rewritten : null;
  }
}
