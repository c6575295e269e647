package io.trestle.migrator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.trestle.migrator.model.Bounds.Part;
import io.trestle.migrator.model.Walk.Direction;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract holds in every interleaving, and is broken as soon as the protocol is.
 *
 * <p>{@code -Dmodel.large=true} looks at three nodes, and at everything at once on two; that takes
 * some minutes and 4 GB.
 */
class ProtocolTest {

  private static final Bounds ONE_TRANSACTION = Bounds.of(2, 1, Part.DEPLOYED);
  private static final Bounds WITH_REPLICA = Bounds.of(2, 1, Part.DEPLOYED, Part.REPLICA);
  private static final Bounds WITH_LEASES = Bounds.of(2, 1, Part.DEPLOYED, Part.LEASES);
  private static final Bounds WITH_PREPARED = Bounds.of(2, 1, Part.DEPLOYED, Part.PREPARED);
  private static final Schema WHOLE = new Schema(true, true, true);
  private static final Schema EMPTIED = new Schema(true, false, false);
  private static final Set<Fault> NONE = EnumSet.noneOf(Fault.class);

  @ParameterizedTest
  @EnumSource
  void holdsForward(Planned planned) {
    holds(planned, Direction.FORWARD, Bounds.of(2, 1, Part.REPLICA, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  void holdsForwardOnThreeNodes(Planned planned) {
    holds(planned, Direction.FORWARD, Bounds.of(3, 1, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  void holdsToAndFro(Planned planned) {
    holds(planned, Direction.TO_AND_FRO, Bounds.of(2, 1, Part.REPLICA, Part.PREPARED));
  }

  @ParameterizedTest
  @EnumSource
  void holdsToAndFroWithTwoTransactions(Planned planned) {
    holds(planned, Direction.TO_AND_FRO, Bounds.of(2, 2, Part.PREPARED));
  }

  @ParameterizedTest
  @EnumSource
  void holdsToAndFroWhileNodesAreLostAndComeBack(Planned planned) {
    holds(planned, Direction.TO_AND_FRO, Bounds.of(2, 1, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "model.large", matches = "true")
  void holdsToAndFroOnThreeNodes(Planned planned) {
    holds(planned, Direction.TO_AND_FRO, Bounds.of(3, 1, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "model.large", matches = "true")
  void holdsToAndFroWithAllAtOnce(Planned planned) {
    holds(planned, Direction.TO_AND_FRO, Bounds.of(2, 1, Part.REPLICA, Part.LEASES, Part.PREPARED));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "model.large", matches = "true")
  void holdsForwardWithTwoTransactionsAndAllAtOnce(Planned planned) {
    holds(planned, Direction.FORWARD, Bounds.of(2, 2, Part.REPLICA, Part.LEASES, Part.PREPARED));
  }

  private static void holds(Planned planned, Direction direction, Bounds bounds) {
    Explorer.Result result = new Explorer(new Model(planned, direction, bounds, NONE)).explore();

    System.out.printf(
        "%s %s %s: %,d states, %,d transitions%n",
        planned, direction, bounds, result.states(), result.transitions());
    assertThat(result.trace()).as("a way to break the contract").isEmpty();
    assertThat(result.ends()).as("states in which the migrator is done").isPositive();
    assertThat(result.stuck()).as("states from which it can never be done").isZero();
  }

  /** Each fault, where it does harm, and the end of a shortest way to that. */
  static Stream<Arguments> faults() {
    return Stream.of(
        arguments(
            Fault.SKIP_READABLE,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.PUBLISH_UNACKNOWLEDGED,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.ACKNOWLEDGE_WITH_OPEN_TRANSACTION,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.ADD_UNACKNOWLEDGED,
            Planned.CONSTANT,
            Bounds.of(2, 1),
            "* without a rule shows C to a service that does not know it"),
        arguments(
            Fault.OWN_DEFAULT_WITH_ADD,
            Planned.OWN_DEFAULT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.TRIGGER_WITH_ADD,
            Planned.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.NOT_NULL_BEFORE_WRITABLE,
            Planned.OWN_DEFAULT,
            ONE_TRANSACTION,
            "INSERT of V in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.NO_FENCE,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "reads C in BACKFILLED: NULL, the target gives ZERO"),
        arguments(
            Fault.FENCE_BEFORE_REPLAY,
            Planned.CONSTANT,
            WITH_REPLICA,
            "reads C in BACKFILLED: NULL, the target gives ZERO"),
        arguments(
            Fault.NO_REPLAY,
            Planned.CONSTANT,
            WITH_REPLICA,
            "reads C in READABLE, which is not there: 42703"),
        arguments(
            Fault.KEEP_BACKENDS,
            Planned.CONSTANT,
            WITH_LEASES,
            "reads C in READABLE, which is not there: 42703"),
        arguments(
            Fault.GO_ON_AFTER_LEASE,
            Planned.CONSTANT,
            WITH_LEASES,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.JOIN_WITHOUT_LOCK,
            Planned.CONSTANT,
            WITH_LEASES,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.STALE_CATALOG,
            Planned.OWN_DEFAULT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.KEEP_NOT_NULL,
            Planned.OWN_DEFAULT,
            ONE_TRANSACTION,
            "INSERT of V in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.KEEP_NOT_NULL,
            Planned.CONSTANT_AT_ONCE,
            ONE_TRANSACTION,
            "a writer round Trestle: INSERT by a service that does not know C fails with 23502"),
        arguments(
            Fault.DROP_NOT_NULL_IN_BACKFILLED,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "INSERT of NULL in BACKFILLED passes, the target gives 23502"),
        arguments(
            Fault.DROP_FILLER_IN_WRITABLE,
            Planned.OWN_DEFAULT,
            ONE_TRANSACTION,
            "reads C in WRITABLE: ZERO, the target gives OTHER"),
        arguments(
            Fault.KEEP_FILLER,
            Planned.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.KEEP_FILLER,
            Planned.CONSTANT,
            WITH_PREPARED,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.NO_EMPTYING,
            Planned.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.KEEP_DERIVED_VALUE,
            Planned.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.EMPTYING_WITHOUT_FENCE,
            Planned.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.TURN_HALF_WAY,
            Planned.CONSTANT_AT_ONCE,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.TURN_EMPTIED,
            Planned.CONSTANT_AT_ONCE,
            ONE_TRANSACTION,
            "the migrator ends in COMPLETE with " + EMPTIED + ", the target has " + WHOLE),
        arguments(
            Fault.DROP_UNACKNOWLEDGED,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "reads C in READABLE, which is not there: 42703"),
        arguments(
            Fault.STRAY_BACKFILL,
            Planned.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.STORE_NULL_IN_READABLE,
            Planned.CONSTANT_AT_ONCE,
            ONE_TRANSACTION,
            "UPDATE of C to DEFAULT in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.SERIALIZATION_FAILURE,
            Planned.CONSTANT,
            ONE_TRANSACTION,
            "UPDATE of a row that only the migrator has changed: 40001"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void findsFault(Fault fault, Planned planned, Bounds bounds, String end) {
    boolean turns = fault == Fault.TURN_HALF_WAY || fault == Fault.TURN_EMPTIED;
    Direction direction = turns ? Direction.TO_AND_FRO : Direction.BACK;
    Model model = new Model(planned, direction, bounds, EnumSet.of(fault));

    Explorer.Result result = new Explorer(model).explore();

    System.out.printf("%s, %s, found after %,d states:%n", fault, planned, result.states());
    result.trace().forEach(line -> System.out.println("  " + line));
    assertThat(result.trace()).isNotEmpty().last().asString().endsWith(end);
  }

  /** Each fault is looked for. */
  @Test
  void looksForEachFault() {
    assertThat(faults().map(arguments -> arguments.get()[0])).contains((Object[]) Fault.values());
  }
}
