package io.trestle.proxy.session;

import java.security.SecureRandom;
import java.util.Arrays;
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
  static final class Key {
    private final int processId;
    private final byte[] secret;

    Key(int processId, byte[] secret) {
      this.processId = processId;
      this.secret = secret.clone();
    }

    int processId() {
      return processId;
    }

    byte[] secret() {
      return secret.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && processId == key.processId
          && Arrays.equals(secret, key.secret);
    }

    @Override
    public int hashCode() {
      return 31 * processId + Arrays.hashCode(secret);
    }
  }

  /** A key of a server's, and the session that has it. */
  record ServerKey(Key key, Upstream upstream, Session owner) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Key, ServerKey> serverKeys = new ConcurrentHashMap<>();

  /** A key for the client of the session that has this key of that server's. */
  Key issue(Key serverKey, Upstream upstream, Session owner) {
    byte[] secret = new byte[serverKey.secret.length];
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
