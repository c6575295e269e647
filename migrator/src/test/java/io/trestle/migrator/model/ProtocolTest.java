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
  private static final Set<Fault> NONE = EnumSet.noneOf(Fault.class);

  @ParameterizedTest
  @EnumSource
  void holdsForward(Column column) {
    holds(column, Direction.FORWARD, Bounds.of(2, 1, Part.REPLICA, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  void holdsForwardOnThreeNodes(Column column) {
    holds(column, Direction.FORWARD, Bounds.of(3, 1, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  void holdsToAndFro(Column column) {
    holds(column, Direction.TO_AND_FRO, Bounds.of(2, 1, Part.REPLICA, Part.PREPARED));
  }

  @ParameterizedTest
  @EnumSource
  void holdsToAndFroWithTwoTransactions(Column column) {
    holds(column, Direction.TO_AND_FRO, Bounds.of(2, 2, Part.PREPARED));
  }

  @ParameterizedTest
  @EnumSource
  void holdsToAndFroWhileNodesAreLostAndComeBack(Column column) {
    holds(column, Direction.TO_AND_FRO, Bounds.of(2, 1, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "model.large", matches = "true")
  void holdsToAndFroOnThreeNodes(Column column) {
    holds(column, Direction.TO_AND_FRO, Bounds.of(3, 1, Part.LEASES));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "model.large", matches = "true")
  void holdsToAndFroWithAllAtOnce(Column column) {
    holds(column, Direction.TO_AND_FRO, Bounds.of(2, 1, Part.REPLICA, Part.LEASES, Part.PREPARED));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "model.large", matches = "true")
  void holdsForwardWithTwoTransactionsAndAllAtOnce(Column column) {
    holds(column, Direction.FORWARD, Bounds.of(2, 2, Part.REPLICA, Part.LEASES, Part.PREPARED));
  }

  private static void holds(Column column, Direction direction, Bounds bounds) {
    Explorer.Result result = new Explorer(new Model(column, direction, bounds, NONE)).explore();

    System.out.printf(
        "%s %s %s: %,d states, %,d transitions%n",
        column, direction, bounds, result.states(), result.transitions());
    assertThat(result.trace()).as("a way to break the contract").isEmpty();
    assertThat(result.ends()).as("states in which the migrator is done").isPositive();
    assertThat(result.stuck()).as("states from which it can never be done").isZero();
  }

  /** Each fault, where it does harm, and the end of a shortest way to that. */
  static Stream<Arguments> faults() {
    return Stream.of(
        arguments(
            Fault.SKIP_READABLE,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.PUBLISH_UNACKNOWLEDGED,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.ACKNOWLEDGE_WITH_OPEN_TRANSACTION,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.ADD_UNACKNOWLEDGED,
            Column.CONSTANT,
            Bounds.of(2, 1),
            "* without a rule shows C to a service that does not know it"),
        arguments(
            Fault.OWN_DEFAULT_WITH_ADD,
            Column.OWN_DEFAULT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.TRIGGER_WITH_ADD,
            Column.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.NOT_NULL_BEFORE_WRITABLE,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "UPDATE of C to DEFAULT in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.NO_FENCE,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "reads C in BACKFILLED: NULL, the target gives ZERO"),
        arguments(
            Fault.FENCE_BEFORE_REPLAY,
            Column.CONSTANT,
            WITH_REPLICA,
            "reads C in BACKFILLED: NULL, the target gives ZERO"),
        arguments(
            Fault.NO_REPLAY,
            Column.CONSTANT,
            WITH_REPLICA,
            "reads C in READABLE, which is not there: 42703"),
        arguments(
            Fault.KEEP_BACKENDS,
            Column.CONSTANT,
            WITH_LEASES,
            "UPDATE of C to DEFAULT in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.GO_ON_AFTER_LEASE,
            Column.CONSTANT,
            WITH_LEASES,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.JOIN_WITHOUT_LOCK,
            Column.CONSTANT,
            WITH_LEASES,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.STALE_CATALOG,
            Column.OWN_DEFAULT,
            ONE_TRANSACTION,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.KEEP_NOT_NULL,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "UPDATE of C to DEFAULT in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.DROP_NOT_NULL_IN_BACKFILLED,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "INSERT of NULL in BACKFILLED passes, the target gives 23502"),
        arguments(
            Fault.DROP_FILLER_IN_WRITABLE,
            Column.OWN_DEFAULT,
            ONE_TRANSACTION,
            "reads C in WRITABLE: ZERO, the target gives OTHER"),
        arguments(
            Fault.KEEP_FILLER,
            Column.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.KEEP_FILLER,
            Column.CONSTANT,
            WITH_PREPARED,
            "reads C in ABSENT: ZERO, the target gives OTHER"),
        arguments(
            Fault.NO_RESET,
            Column.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.RESET_WITHOUT_FENCE,
            Column.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.DROP_UNACKNOWLEDGED,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "reads C in READABLE, which is not there: 42703"),
        arguments(
            Fault.STRAY_BACKFILL,
            Column.DERIVED,
            ONE_TRANSACTION,
            "reads C in ABSENT: ONE, the target gives ZERO"),
        arguments(
            Fault.SHORT_WAY_NOT_NULL,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "UPDATE of C to DEFAULT in READABLE gives NULL: 23502 by the database"),
        arguments(
            Fault.SERIALIZATION_FAILURE,
            Column.CONSTANT,
            ONE_TRANSACTION,
            "UPDATE of a row that only the migrator has changed: 40001"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void findsFault(Fault fault, Column column, Bounds bounds, String end) {
    Model model = new Model(column, Direction.BACK, bounds, EnumSet.of(fault));

    Explorer.Result result = new Explorer(model).explore();

    System.out.printf("%s, %s, found after %,d states:%n", fault, column, result.states());
    result.trace().forEach(line -> System.out.println("  " + line));
    assertThat(result.trace()).isNotEmpty().last().asString().endsWith(end);
  }

  /** Each fault is looked for. */
  @Test
  void looksForEachFault() {
    assertThat(faults().map(arguments -> arguments.get()[0])).contains((Object[]) Fault.values());
  }
}
