package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.engine.Engine;
import io.trestle.engine.Outcome;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import io.trestle.rules.RulesFile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When an engine reads the catalog. */
class CatalogReadsTest {

  private static final String READS_COLUMN = "SELECT status FROM orders";

  private final ChangingRules rules = new ChangingRules();
  private final ChangingCatalog catalog = new ChangingCatalog();
  private final RewritingEngines engines =
      new RewritingEngines(rules, catalog, Duration.ofHours(1));

  @AfterEach
  void close() {
    engines.close();
  }

  private static RuleSet inPhase(String phase, String value) throws InvalidRulesException {
    return RulesFile.parse(
        "r.yaml",
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "%s"
            phase: %s
        """
            .formatted(value, phase));
  }

  private Engine engine() throws InterruptedException {
    Engine engine = engines.forDatabase("shop");
    settle(engine);
    return engine;
  }

  /** Waits until what was asked of the engine's thread has been done. */
  private static void settle(Engine engine) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    engine.schemaMayHaveChanged(done::countDown);
    done.await();
  }

  private static String treated(Engine engine) {
    return ((Outcome.Rewritten) engine.current().rewrite(READS_COLUMN, Shop.session())).sql();
  }

  @Test
  void aFlipIsFollowedWithoutReadingItAgain() throws Exception {
    rules.current = inPhase("readable", "'pending'");
    Engine engine = engine();
    String before = treated(engine);

    rules.flip(inPhase("absent", "'pending'"));
    settle(engine);

    assertThat(treated(engine)).isNotEqualTo(before);
    assertThat(catalog.reads.get()).isEqualTo(1);
  }

  @Test
  void anotherRuleIsLookedUp() throws Exception {
    rules.current = inPhase("absent", "'pending'");
    Engine engine = engine();

    rules.flip(inPhase("absent", "'new'"));
    settle(engine);

    assertThat(catalog.reads.get()).isEqualTo(2);
  }

  @Test
  void aSchemaThatHasChangedIsReadWithAFlip() throws Exception {
    rules.current = inPhase("absent", "'pending'");
    Engine engine = engine();

    catalog.fingerprint.incrementAndGet();
    rules.flip(inPhase("readable", "'pending'"));
    settle(engine);

    assertThat(catalog.reads.get()).isEqualTo(2);
  }

  private static final class ChangingRules implements RuleSource {
    private volatile RuleSet current = new RuleSet(List.of());
    private volatile Runnable listener = () -> {};

    void flip(RuleSet to) {
      current = to;
      listener.run();
    }

    @Override
    public RuleSet current() {
      return current;
    }

    @Override
    public void onChange(Runnable told) {
      listener = told;
    }

    @Override
    public void reload() {}

    @Override
    public void close() {}
  }

  private static final class ChangingCatalog implements CatalogSource {
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger fingerprint = new AtomicInteger(1);

    @Override
    public Catalog read(String database, RuleSet rules) {
      reads.incrementAndGet();
      return Shop.catalog(rules.rules().get(0));
    }

    @Override
    public Fingerprint fingerprint(String database) {
      return new Fingerprint(fingerprint.get(), fingerprint.get());
    }

    @Override
    public void close() {}
  }
}
