package io.trestle.proxy.auth;

import io.trestle.proxy.files.FileWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy may do for clients to be authenticated, beyond passing on what they and the server
 * say to each other.
 *
 * @param file where SCRAM verifiers are, in PgBouncer's form; needed for SCRAM where both legs are
 *     TLS, unless {@code query} is given
 * @param query what gives them; at most one of the two
 * @param secretsOverMixedLegs whether a password may be asked for in clear text, or a bearer token,
 *     where one leg is TLS and the other is not
 * @param limits bounds of SCRAM
 */
public record Authentication(
    @Nullable Path file,
    @Nullable AuthQuery query,
    boolean secretsOverMixedLegs,
    ScramLimits limits) {

  /** No verifiers, and no secrets over legs of which one is plain. */
  public static final Authentication DEFAULTS =
      new Authentication(null, null, false, ScramLimits.DEFAULTS);

  public Authentication {
    Objects.requireNonNull(limits, "limits");
    if (file != null && query != null) {
      throw new IllegalArgumentException(
          "both an auth file, " + file + ", and an auth query are given; expected one of them");
    }
  }

  /** With verifiers from a file. */
  public static Authentication byFile(Path file) {
    return new Authentication(file, null, false, ScramLimits.DEFAULTS);
  }

  /** With verifiers from a query. */
  public static Authentication byQuery(AuthQuery query) {
    return new Authentication(null, query, false, ScramLimits.DEFAULTS);
  }

  /** The same, with secrets let over mixed legs or not. */
  public Authentication withSecretsOverMixedLegs(boolean allowed) {
    return new Authentication(file, query, allowed, limits);
  }

  /** The same, with other bounds. */
  public Authentication withLimits(ScramLimits other) {
    return new Authentication(file, query, secretsOverMixedLegs, other);
  }

  /**
   * The source of verifiers; null where there is none.
   *
   * @throws IOException when the file cannot be read, or a line of it
   */
  public @Nullable VerifierSource open(FileWatch watch) throws IOException {
    if (file != null) {
      return AuthFile.open(file, watch);
    }
    return query == null ? null : new QueriedVerifiers(query);
  }
}
