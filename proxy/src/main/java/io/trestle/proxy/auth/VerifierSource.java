package io.trestle.proxy.auth;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Knows the SCRAM verifiers of roles. Thread-safe. */
public interface VerifierSource extends AutoCloseable {

  /**
   * The verifier of a role: null where it has none, is not known, may not log in, or is not valid
   * any more. Never blocks; fails where it cannot be told.
   */
  CompletableFuture<@Nullable ScramVerifier> verifier(String role);

  @Override
  default void close() {}
}
