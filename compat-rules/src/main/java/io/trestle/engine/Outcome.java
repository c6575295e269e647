package io.trestle.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of a statement. Immutable; shared between sessions by the cache. */
public sealed interface Outcome {

  /** What the text has to do with statements prepared in SQL. */
  default PreparedEffects prepares() {
    return PreparedEffects.NONE;
  }

  /**
   * The statement passes byte for byte.
   *
   * @param prepares what it has to do with statements prepared in SQL; without preludes
   */
  record Untouched(PreparedEffects prepares) implements Outcome {
    public static final Untouched INSTANCE = new Untouched(PreparedEffects.NONE);

    public Untouched {
      if (!prepares.preludes().isEmpty()) {
        throw new IllegalArgumentException("a text with statements before it is a rewritten one");
      }
    }
  }

  /**
   * The statement is answered with an error instead of being run.
   *
   * <p>A front end lets the server fail in its place (so that an open transaction is aborted as by
   * any other error) and gives the client this error.
   *
   * @param error what the client gets
   * @param read whether the statement could be read; where not, it may be wrong for PostgreSQL too,
   *     and an error of syntax that the server finds in it goes before this one
   */
  record Refused(SqlError error, boolean read) implements Outcome {
    public Refused {
      Objects.requireNonNull(error);
    }

    public Refused(SqlError error) {
      this(error, true);
    }
  }

  /**
   * The statement runs with another text.
   *
   * @param sql what the server is to parse
   * @param edits maps positions in {@code sql} back to the client's text
   * @param parameterTypes the types that Parse must declare for parameters which {@code sql} no
   *     longer mentions
   * @param held what is to be checked of parameters when they are bound
   * @param alwaysFails an error that the target database raises whenever the statement is executed,
   *     or null
   * @param notices what to tell the client at every execution, before its CommandComplete
   * @param guards guards that raise an error of ours at run time; see {@link #translate}
   * @param prepares what the text has to do with statements prepared in SQL
   * @param copies what is to be done with the data of a COPY FROM STDIN, by its place among those
   *     statements of the text, from 0
   * @param rules the names of the rules over the tables that it names, in their order: what
   *     operators are told; says nothing of how it is treated
   */
  record Rewritten(
      String sql,
      EditMap edits,
      List<ParameterType> parameterTypes,
      List<HeldParameter> held,
      @Nullable SqlError alwaysFails,
      List<SqlNotice> notices,
      List<Guard> guards,
      PreparedEffects prepares,
      Map<Integer, CopyPlan> copies,
      List<String> rules)
      implements Outcome {

    /** Of a text of which it is not known what rules it is under. */
    public Rewritten(
        String sql,
        EditMap edits,
        List<ParameterType> parameterTypes,
        List<HeldParameter> held,
        @Nullable SqlError alwaysFails,
        List<SqlNotice> notices,
        List<Guard> guards,
        PreparedEffects prepares,
        Map<Integer, CopyPlan> copies) {
      this(
          sql,
          edits,
          parameterTypes,
          held,
          alwaysFails,
          notices,
          guards,
          prepares,
          copies,
          List.of());
    }

    /** Of a text in which the data of no COPY is changed. */
    public Rewritten(
        String sql,
        EditMap edits,
        List<ParameterType> parameterTypes,
        List<HeldParameter> held,
        @Nullable SqlError alwaysFails,
        List<SqlNotice> notices,
        List<Guard> guards,
        PreparedEffects prepares) {
      this(sql, edits, parameterTypes, held, alwaysFails, notices, guards, prepares, Map.of());
    }

    /** Of a text that has nothing to do with statements prepared in SQL, either. */
    public Rewritten(
        String sql,
        EditMap edits,
        List<ParameterType> parameterTypes,
        List<HeldParameter> held,
        @Nullable SqlError alwaysFails,
        List<SqlNotice> notices,
        List<Guard> guards) {
      this(sql, edits, parameterTypes, held, alwaysFails, notices, guards, PreparedEffects.NONE);
    }

    public Rewritten {
      Objects.requireNonNull(sql);
      Objects.requireNonNull(edits);
      Objects.requireNonNull(prepares);
      parameterTypes = List.copyOf(parameterTypes);
      held = List.copyOf(held);
      notices = List.copyOf(notices);
      guards = List.copyOf(guards);
      copies = Map.copyOf(copies);
      rules = List.copyOf(rules);
    }

    /** Whether the server gets the client's own text, byte for byte. */
    public boolean keepsText() {
      return edits.edits().isEmpty();
    }

    /** The text with the preludes in it, for a front end that sends the text as a whole. */
    public PreparedEffects.Inlined inlined() {
      return PreparedEffects.inline(this);
    }

    /**
     * Whether {@link #bind} can say anything but {@link BindVerdict#PASS}, so that Bind has to be
     * decoded at all.
     */
    public boolean checksParameters() {
      return alwaysFails != null || !held.isEmpty() || !notices.isEmpty();
    }

    /** The type (OID) of the column that a parameter is a value for; 0 where it is not known. */
    public int parameterType(int parameter) {
      for (ParameterType type : parameterTypes) {
        if (type.parameter() == parameter) {
          return type.typeOid();
        }
      }
      return 0;
    }

    /**
     * Judges the parameters of one execution. To be called for every Bind of the statement, and
     * with {@link ParameterValues#NONE} for a simple Query.
     */
    public BindVerdict bind(ParameterValues values) {
      return HeldParameters.judge(this, values);
    }

    /**
     * The error that the client is to get in place of the server's, where a guard of ours raised
     * it; null for every other error.
     *
     * @param sqlState the server's SQLSTATE
     * @param message the server's message, in whatever language
     */
    public @Nullable SqlError translate(String sqlState, String message) {
      for (Guard guard : guards) {
        if (guard.raised(sqlState, message)) {
          return guard.error();
        }
      }
      return null;
    }
  }

  /**
   * A parameter that the new text does not mention: without a declared type the server could not
   * infer one.
   *
   * @param parameter its number, from 1
   * @param typeOid the type that the target database would infer
   */
  record ParameterType(int parameter, int typeOid) {}
}
