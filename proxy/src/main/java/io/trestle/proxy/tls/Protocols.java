package io.trestle.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;

/** What both legs speak. */
final class Protocols {

  /** Of TLS, as PostgreSQL's own default has it: 1.2 and newer. */
  static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /** A client that offers other application protocols only is turned away in the handshake. */
  static final ApplicationProtocolConfig FOR_SERVER =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.FATAL_ALERT,
          SelectedListenerFailureBehavior.ACCEPT,
          ClientLegTls.PROTOCOL);

  /** Servers before 17 do not answer to it. */
  static final ApplicationProtocolConfig FOR_CLIENT =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ClientLegTls.PROTOCOL);

  /**
   * A client could otherwise have the proxy compute handshakes for nothing [CVE-2011-1473]. The JDK
   * reads this once, before its first handshake.
   */
  private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  static {
    if (System.getProperty(NO_RENEGOTIATION) == null) {
      System.setProperty(NO_RENEGOTIATION, "true");
    }
  }

  private Protocols() {}
}
