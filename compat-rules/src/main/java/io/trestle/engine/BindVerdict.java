package io.trestle.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bound parameters of one execution lead to.
 *
 * @param error the error to give in place of an execution, or null when it may go on
 * @param notices what to tell the client before CommandComplete
 */
public record BindVerdict(@Nullable SqlError error, List<SqlNotice> notices) {

  /** Nothing to object, nothing to tell. */
  public static final BindVerdict PASS = new BindVerdict(null, List.of());

  public BindVerdict {
    notices = List.copyOf(notices);
  }
}
