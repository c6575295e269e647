package io.trestle.proxy.session;

import io.trestle.proxy.auth.ScramLimits;
import io.trestle.proxy.auth.VerifierSource;
import io.trestle.proxy.tls.ClientLegTls;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy itself has to do with logins.
 *
 * @param tls with clients; null: not offered
 * @param verifiers for SCRAM that the proxy ends itself; null: there are none
 * @param secretsOverMixedLegs whether passwords in clear text are asked for where one leg is plain
 * @param scramLimits bounds of SCRAM that the proxy ends itself
 */
public record LoginPolicy(
    @Nullable ClientLegTls tls,
    @Nullable VerifierSource verifiers,
    boolean secretsOverMixedLegs,
    ScramLimits scramLimits) {}
