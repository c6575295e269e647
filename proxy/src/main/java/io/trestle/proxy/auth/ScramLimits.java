package io.trestle.proxy.auth;

/**
 * Bounds of SCRAM exchanges, on both legs.
 *
 * @param maxMessageBytes the longest message; PostgreSQL's own bound is 1024
 * @param maxNonceCharacters the longest nonce that a peer may choose
 * @param maxIterations the most iterations that a server may ask of a client through the proxy
 */
public record ScramLimits(int maxMessageBytes, int maxNonceCharacters, int maxIterations) {

  public static final ScramLimits DEFAULTS = new ScramLimits(1024, 256, 1_000_000);

  public ScramLimits {
    check("maxMessageBytes", maxMessageBytes, 256, 65_000);
    check("maxNonceCharacters", maxNonceCharacters, 18, 32_000);
    check("maxIterations", maxIterations, 4096, Integer.MAX_VALUE);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
