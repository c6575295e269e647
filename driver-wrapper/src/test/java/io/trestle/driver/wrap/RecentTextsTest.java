package io.trestle.driver.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentTextsTest {

  private static final Rewriter ANY =
      new Rewriter() {
        @Override
        public long epoch() {
          return 1;
        }

        @Override
        public boolean mentions(ByteBuffer buffer, int from, int to) {
          return false;
        }

        @Override
        public @Nullable Outcome cached(String sql, SessionState session) {
          return null;
        }

        @Override
        public Outcome rewrite(String sql, SessionState session) {
          return Outcome.Untouched.INSTANCE;
        }

        @Override
        public long stamp(SessionState session) {
          return 0;
        }
      };

  private static Treated treated(String sql) {
    return new Treated(sql, null, false, null, ANY, 0, false, false);
  }

  @Test
  void aTextIsFoundInTheFormInWhichItWasKept() {
    RecentTexts recent = new RecentTexts();
    Treated treated = treated("SELECT 1");

    recent.keep("SELECT 1", Form.TEXT, treated);

    assertThat(recent.find("SELECT 1", Form.TEXT)).isSameAs(treated);
    assertThat(recent.find("SELECT 1", Form.PREPARED)).isNull();
    assertThat(recent.find("SELECT 2", Form.TEXT)).isNull();
  }

  @Test
  void textsAreKeptInBoundedNumberAndLength() {
    RecentTexts recent = new RecentTexts();
    String longest = "x".repeat(1_024);
    recent.keep(longest, Form.TEXT, treated(longest));
    recent.keep(longest + "x", Form.TEXT, treated(longest));

    assertThat(recent.find(longest, Form.TEXT)).isNotNull();
    assertThat(recent.find(longest + "x", Form.TEXT)).isNull();

    for (int i = 0; i < 1_000; i++) {
      recent.keep("SELECT " + i, Form.TEXT, treated("SELECT " + i));
    }
    int found = 0;
    for (int i = 0; i < 1_000; i++) {
      found += recent.find("SELECT " + i, Form.TEXT) == null ? 0 : 1;
    }
    assertThat(found).isBetween(1, 32);
  }
}
