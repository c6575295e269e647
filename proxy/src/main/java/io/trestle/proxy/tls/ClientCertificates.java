package io.trestle.proxy.tls;

/** What is asked of clients by way of a certificate, named as in {@code pg_hba.conf}. */
public enum ClientCertificates {
  /** None is asked for. */
  NONE,
  /** One is asked for; who shows one must show one that the CA file vouches for. */
  OPTIONAL,
  /** A client must show one that the CA file vouches for. */
  VERIFY_CA,
  /** The same, and its common name must be the role that logs in. */
  VERIFY_FULL;

  /**
   * The mode of a name such as {@code verify-ca}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ClientCertificates of(String name) {
    return Labels.find(values(), name, "the mode of client certificates");
  }

  /** Whether a client without one is refused. */
  public boolean required() {
    return this == VERIFY_CA || this == VERIFY_FULL;
  }

  @Override
  public String toString() {
    return Labels.of(this);
  }
}
