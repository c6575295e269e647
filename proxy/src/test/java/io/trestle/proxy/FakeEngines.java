package io.trestle.proxy;

import io.trestle.engine.EditMap;
import io.trestle.engine.Engine;
import io.trestle.engine.Engines;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose outcomes are told to it text by text. A statement is mentioned when it holds the
 * word {@code ruled}; one that nothing was told about is untouched. Each {@link #nextEpoch} forgets
 * everything.
 */
final class FakeEngines implements Engines {

  private static final byte[] WORD = "ruled".getBytes(StandardCharsets.US_ASCII);
  private static final long GATE_SECONDS = 20;

  private volatile FakeRewriter current = new FakeRewriter(1);

  /** Statements that {@code mentions} looked at and found nothing in. */
  final AtomicInteger passed = new AtomicInteger();

  /** Statements that were analysed. */
  final AtomicInteger analysed = new AtomicInteger();

  /** What the engine saw of sessions when it analysed. */
  final Set<String> applicationNames = ConcurrentHashMap.newKeySet();

  /** Statements whose analysis has begun. */
  final AtomicInteger begun = new AtomicInteger();

  volatile @Nullable CountDownLatch gate;

  /** Holds an event loop up at its next statement. */
  volatile @Nullable CountDownLatch loopGate;

  /** Event loops that were held up. */
  final AtomicInteger held = new AtomicInteger();

  /** From now on, under a new epoch, nothing is known. */
  FakeEngines nextEpoch() {
    current = new FakeRewriter(current.epoch() + 1);
    return this;
  }

  FakeEngines tell(String sql, Outcome outcome) {
    current.outcomes.put(sql, outcome);
    return this;
  }

  FakeEngines rewrite(String sql, String to) {
    return tell(sql, rewritten(to, List.of()));
  }

  FakeEngines refuse(String sql, String code) {
    return tell(sql, new Outcome.Refused(error(code)));
  }

  static SqlError error(String code) {
    return new SqlError(
        code, "refused as " + code, "detail of it", "hint of it", 3, "public", "ruled", "c");
  }

  static Outcome.Rewritten rewritten(String sql, List<EditMap.Edit> edits) {
    return new Outcome.Rewritten(
        sql, new EditMap(edits), List.of(), List.of(), null, List.of(), List.of());
  }

  static Outcome.Rewritten holding(
      String sql,
      List<Outcome.ParameterType> types,
      List<HeldParameter> held,
      List<SqlNotice> notices) {
    return new Outcome.Rewritten(
        sql, new EditMap(List.of()), types, held, null, notices, List.of());
  }

  @Override
  public Engine forDatabase(String database) {
    return () -> current;
  }

  @Override
  public void close() {}

  private final class FakeRewriter implements Rewriter {
    private final long epoch;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    FakeRewriter(long epoch) {
      this.epoch = epoch;
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public boolean mentions(ByteBuffer buffer, int from, int to) {
      CountDownLatch closed = loopGate;
      if (closed != null) {
        held.incrementAndGet();
        await(closed);
      }
      for (int at = from; at + WORD.length <= to; at++) {
        int matched = 0;
        while (matched < WORD.length && buffer.get(at + matched) == WORD[matched]) {
          matched++;
        }
        if (matched == WORD.length) {
          return true;
        }
      }
      passed.incrementAndGet();
      return false;
    }

    @Override
    public @Nullable Outcome cached(String sql, SessionState session) {
      return known.contains(sql) ? outcomes.getOrDefault(sql, Outcome.Untouched.INSTANCE) : null;
    }

    @Override
    public Outcome rewrite(String sql, SessionState session) {
      begun.incrementAndGet();
      CountDownLatch closed = gate;
      if (closed != null) {
        await(closed);
      }
      analysed.incrementAndGet();
      applicationNames.add(session.applicationName());
      known.add(sql);
      return outcomes.getOrDefault(sql, Outcome.Untouched.INSTANCE);
    }

    private void await(CountDownLatch closed) {
      try {
        if (!closed.await(GATE_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody opened the gate");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public long stamp(SessionState session) {
      return epoch;
    }
  }
}
