package io.trestle.driver.wrap;

import io.trestle.engine.Analyst;
import io.trestle.engine.SqlError;
import java.util.List;

/** Is told what the wrappers do. Called on the threads of the service: must be quick. */
public interface Events extends Analyst.Listener {

  /** Does nothing. */
  Events NONE =
      new Events() {
        @Override
        public void analysed(long nanos) {}

        @Override
        public void analysisGivenUp() {}

        @Override
        public void rewritten(List<String> rules) {}

        @Override
        public void refused(SqlError error) {}

        @Override
        public void bypassed(Class<?> type) {}
      };

  /** A statement was executed with another text. */
  void rewritten(List<String> rules);

  /** A statement was refused, or a write was held. */
  void refused(SqlError error);

  /** Somebody has asked for a connection or statement of the driver itself, by that type. */
  void bypassed(Class<?> type);
}
