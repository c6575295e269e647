package io.trestle.proxy.session;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which clients may cancel their queries: the server's process ID, which clients
 * compare with what {@code pg_backend_pid()} and notifications say, and a random secret of our own.
 * Thread-safe; as large as there are sessions.
 */
public final class CancelKeys {

  /** A process ID with a secret. */
  record Key(int processId, ByteBuffer secret) {
    Key(int processId, byte[] secret) {
      this(processId, ByteBuffer.wrap(secret.clone()).asReadOnlyBuffer());
    }

    byte[] secretBytes() {
      byte[] bytes = new byte[secret.remaining()];
      secret.duplicate().get(bytes);
      return bytes;
    }
  }

  /** A key of a server's, and the session that has it. */
  record ServerKey(Key key, Upstream upstream, Session owner) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Key, ServerKey> serverKeys = new ConcurrentHashMap<>();

  /** A key for the client of the session that has this key of that server's. */
  Key issue(Key serverKey, Upstream upstream, Session owner) {
    byte[] secret = new byte[serverKey.secret().remaining()];
    Key clientKey;
    do {
      random.nextBytes(secret);
      clientKey = new Key(serverKey.processId(), secret);
    } while (serverKeys.putIfAbsent(clientKey, new ServerKey(serverKey, upstream, owner)) != null);
    return clientKey;
  }

  /** The server's key for a client's, or null when there is no such session (any more). */
  @Nullable ServerKey serverKey(Key clientKey) {
    return serverKeys.get(clientKey);
  }

  void revoke(Key clientKey) {
    serverKeys.remove(clientKey);
  }
}
