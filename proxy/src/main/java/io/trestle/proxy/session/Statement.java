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
 * @param treated what is to be done with it
 * @param server what the server has of it
 * @param described the shape by which the client knows it; null where it never asked
 * @param reshaping how its rows are given that shape, where it was parsed again since; else null
 */
record Statement(
    String name,
    byte @Nullable [] text,
    int[] oids,
    Treated treated,
    OnServer server,
    @Nullable Shape described,
    @Nullable Reshaping reshaping) {

  /**
   * What is to be done with it.
   *
   * @param stamp what that depended on, see {@code Rewriter.stamp}
   * @param outcome what the engine makes of it under that stamp
   * @param changes what executing it changes in what unqualified names mean
   */
  record Treated(long stamp, Outcome outcome, List<NameChange> changes) {}

  /**
   * What the server has of it.
   *
   * @param name the name it has there
   * @param parsed what was made of it when the server parsed it, or null when it has nothing of it
   * @param schema the version of the schema under which it did, see {@code Rewriter.schema}
   */
  private record OnServer(String name, @Nullable Outcome parsed, long schema) {}

  private static final int OVERHEAD = 200;

  /** Of what is not parsed again for the schema alone: its literals would be read otherwise. */
  private static final long ANY_SCHEMA = Long.MAX_VALUE;

  /** A statement as the client parses it, on its way to the server. */
  Statement(
      String name,
      byte @Nullable [] text,
      int[] oids,
      Treated treated,
      String serverName,
      long schema) {
    this(
        name, text, oids, treated, new OnServer(serverName, treated.outcome(), schema), null, null);
  }

  long stamp() {
    return treated.stamp();
  }

  Outcome outcome() {
    return treated.outcome();
  }

  List<NameChange> changes() {
    return treated.changes();
  }

  String serverName() {
    return server.name();
  }

  /** What was made of it when the server parsed it, or null when the server has nothing of it. */
  @Nullable Outcome onServer() {
    return server.parsed();
  }

  /** Roughly what it takes in memory, in bytes. */
  int weight() {
    return OVERHEAD
        + name.length()
        + (text == null ? 0 : text.length)
        + 4 * oids.length
        + (described == null ? 0 : described.weight());
  }

  /** The same statement, treated anew; the server still has what it had. */
  Statement treatedAs(Treated newly) {
    return new Statement(name, text, oids, newly, server, described, reshaping);
  }

  /**
   * The same statement once the server has parsed it again; its client's shape, if it has one, is
   * to be compared with the one that it has now.
   */
  Statement parsedAs(String newServerName, long schema) {
    return with(new OnServer(newServerName, outcome(), schema)).toBeCompared();
  }

  private Statement with(OnServer newServer) {
    return new Statement(name, text, oids, treated, newServer, described, reshaping);
  }

  /** The same statement, whose shape at the server has not been asked for yet. */
  Statement toBeCompared() {
    Reshaping undecided = described == null ? null : new Reshaping(described);
    return new Statement(name, text, oids, treated, server, described, undecided);
  }

  /** The same statement with the shape that the server is asked for now. */
  Statement describedAs(Shape shape) {
    return new Statement(name, text, oids, treated, server, shape, null);
  }

  /** The same statement once the server has lost it. */
  Statement lostByServer() {
    return with(new OnServer(server.name(), null, server.schema()));
  }

  /** The same statement, to be parsed again before it is used. */
  Statement outdated() {
    return server.schema() == ANY_SCHEMA ? this : parsedUnder(-1);
  }

  /** The same statement, which is not parsed again as long as its text stays the same. */
  Statement pinned() {
    return parsedUnder(ANY_SCHEMA);
  }

  private Statement parsedUnder(long schema) {
    return with(new OnServer(server.name(), server.parsed(), schema));
  }

  /**
   * Whether what the server has of it may be used: the very text that it should have now, parsed
   * under the schema of now.
   */
  boolean isCurrentOnServer(long schemaNow) {
    return (server.schema() == schemaNow || server.schema() == ANY_SCHEMA) && hasCurrentText();
  }

  /** Whether the server has parsed the very text that the statement should have now. */
  boolean hasCurrentText() {
    if (onServer() == null || outcome() == onServer()) {
      return onServer() != null;
    }
    if (!outcome().prepares().executions().equals(onServer().prepares().executions())) {
      return false; // the server remembers what columns an EXECUTE gave when it was parsed
    }
    if (outcome() instanceof Outcome.Rewritten wanted
        && onServer() instanceof Outcome.Rewritten there) {
      return wanted.sql().equals(there.sql())
          && wanted.parameterTypes().equals(there.parameterTypes());
    }
    return keepsText(outcome()) && keepsText(onServer());
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
    return outcome().prepares().perUse() || (onServer() != null && onServer().prepares().perUse());
  }

  /** The rewriting under which it is used now, or null where it is untouched. */
  Outcome.@Nullable Rewritten rewritten() {
    return outcome() instanceof Outcome.Rewritten rewritten ? rewritten : null;
  }
}
