package io.trestle.migrator.model;

import io.trestle.rules.Phase;
import io.trestle.rules.Phase.ReadFlag;
import io.trestle.rules.Phase.WriteFlag;
import org.jspecify.annotations.Nullable;

/**
 * What a node makes of a statement under a phase, as docs/contract.md has it:
 *
 * <pre>
 * | phase        | the database                            | reads of C     | writes of C |
 * | `absent`     | C may not exist                         | V              | held        |
 * | `readable`   | C exists, nullable, with its DEFAULT    | COALESCE(C, V) | held        |
 * |              | (a trigger where V is derived)          |                |             |
 * | `writable`   | the same; older rows are being filled   | COALESCE(C, V) | pass        |
 * | `backfilled` | C is NOT NULL                           | C              | pass        |
 * | `complete`   | the target database                     | C              | pass        |
 * </pre>
 */
final class Treatment {

  /** What becomes of C in the statement that reaches the database. */
  enum Outcome {
    /** It is not named. */
    LEFT_OUT,
    /** It is given NULL. */
    NULL,
    /** It is given DEFAULT. */
    DEFAULT,
    /** It is given V. */
    VALUE,
    /** It is given the value that the service wrote, or the default that is not V. */
    OTHER,
    /** It is set to COALESCE(C, V) of the old row. */
    FROZEN,
    /** The statement is refused: TR002. */
    HELD,
    /** The statement fails: 23502, as in the target. */
    NOT_NULL_VIOLATION
  }

  private Treatment() {}

  /**
   * "A rule is taken at its word only as far as the catalog bears it out: in `backfilled` and
   * `complete` with C nullable it is treated as `writable`; from `writable` on with a default of
   * its own that C has not got yet, as `readable`; in any phase with C missing, as `absent`." Where
   * the target allows NULL, "in `readable` with neither a default in the catalog nor V NULL, the
   * rule is treated as `absent`".
   *
   * @param phase null where there is no rule
   */
  static @Nullable Phase effective(Column column, @Nullable Phase phase, Schema schema) {
    if (phase == null) {
      return null;
    } else if (!schema.column()) {
      return Phase.ABSENT;
    } else if (column == Column.NULLABLE) {
      return phase == Phase.READABLE && !schema.filler() ? Phase.ABSENT : phase;
    } else if (column == Column.OWN_DEFAULT
        && !schema.filler()
        && phase.write() != WriteFlag.HOLD) {
      return Phase.READABLE;
    }
    return phase.read() == ReadFlag.DIRECT && !schema.notNull() ? Phase.WRITABLE : phase;
  }

  /** What a service that knows C reads; where it allows NULL, C as it stands from `readable` on. */
  static Value read(Column column, Phase phase, Row row) {
    Value value = column.value(row.source());
    if (column == Column.NULLABLE && phase != Phase.ABSENT) {
      return row.stored();
    }
    return switch (phase.read()) {
      case VALUE -> value;
      case COALESCE -> row.stored() == Value.NULL ? value : row.stored();
      case DIRECT -> row.stored();
    };
  }

  /** What becomes of C in a statement that writes. */
  static Outcome write(Column column, Phase phase, Statement statement) {
    boolean held = phase.write() == WriteFlag.HOLD;
    boolean direct = phase.read() == ReadFlag.DIRECT;
    return switch (statement) {
      case INSERT_UNAWARE -> Outcome.LEFT_OUT;
      case UPDATE_SOURCE -> updateOfSource(held, direct);
      case INSERT_V, UPDATE_V -> held ? heldValue(column, phase, statement) : Outcome.VALUE;
      case INSERT_OTHER, UPDATE_OTHER -> held ? Outcome.HELD : Outcome.OTHER;
      case INSERT_OMITTING, INSERT_DEFAULT, UPDATE_DEFAULT ->
          held ? heldDefault(column, phase, statement) : passedDefault(column, direct, statement);
      case INSERT_NULL, UPDATE_NULL -> nullValue(column, held, direct, statement);
    };
  }

  /**
   * "In `writable` an UPDATE of such a column, by whatever session, also sets C = COALESCE(C, V)
   * over the old row: C is frozen, as in the target."
   */
  private static Outcome updateOfSource(boolean held, boolean direct) {
    return held || direct ? Outcome.LEFT_OUT : Outcome.FROZEN;
  }

  /**
   * "In `absent` it is dropped from the statement; in `readable` an UPDATE stores V itself,
   * whatever a neighbour in `writable` has stored before." Where the default is not V, "an INSERT
   * of V says NULL there, so that it cannot become the default". No value is known to be a derived
   * V, so that none comes here but a DEFAULT or NULL that is inserted.
   */
  private static Outcome heldValue(Column column, Phase phase, Statement statement) {
    if (phase != Phase.READABLE) {
      return Outcome.LEFT_OUT;
    } else if (!statement.insert) {
      return Outcome.VALUE;
    }
    return column == Column.OWN_DEFAULT ? Outcome.NULL : Outcome.LEFT_OUT;
  }

  /**
   * "Where the default is not V, `DEFAULT` and an omitted C are writes of another value, by a
   * session that knows C." Of a derived C "an UPDATE to `DEFAULT` is an UPDATE to NULL, error
   * 23502: the column has no default".
   */
  private static Outcome heldDefault(Column column, Phase phase, Statement statement) {
    if (column == Column.OWN_DEFAULT) {
      return Outcome.HELD;
    } else if (column == Column.DERIVED && !statement.insert) {
      return Outcome.NOT_NULL_VIOLATION;
    }
    return heldValue(column, phase, statement);
  }

  private static Outcome passedDefault(Column column, boolean direct, Statement statement) {
    if (statement == Statement.INSERT_OMITTING) {
      return Outcome.LEFT_OUT;
    } else if (direct) {
      return Outcome.DEFAULT;
    }
    return switch (column) {
      case CONSTANT, NULLABLE -> Outcome.VALUE;
      case OWN_DEFAULT -> Outcome.OTHER;
      case DERIVED -> statement.insert ? Outcome.DEFAULT : Outcome.NOT_NULL_VIOLATION;
    };
  }

  /**
   * "A NULL, in whatever way it comes about, is error 23502 when a row is written, as in the
   * target." Of a derived C "an INSERT of NULL means V in every phase". Read as it stands, C is an
   * ordinary column: what is written passes byte for byte, and the database says what is wrong.
   */
  private static Outcome nullValue(
      Column column, boolean held, boolean direct, Statement statement) {
    if (direct) {
      return Outcome.NULL;
    } else if (column == Column.DERIVED && statement.insert) {
      return held ? Outcome.LEFT_OUT : Outcome.NULL;
    }
    return Outcome.NOT_NULL_VIOLATION;
  }
}
